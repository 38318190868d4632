/**
 * Installs a generation that is already committed in Postgres. It is installed at most once: nobody may repeat the call,
 * because after a FLUSHALL in between the repetition would bring an old sum back under a valid number.
 *
 * KEYS[1] generation · KEYS[2] reservations in flight · ARGV[1] generation · ARGV[2] token · then fields and values
 */
export const INSTALL = {
  name: "weirInstall",
  source: `
local have = redis.call('HMGET', KEYS[1], 'gen', 'tok')
if have[1] and have[2] == ARGV[2] and tonumber(have[1]) >= tonumber(ARGV[1]) then return 0 end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[1], 'gen', ARGV[1], 'tok', ARGV[2], unpack(ARGV, 3))
redis.call('EXPIRE', KEYS[1], 86400) -- an idle meter leaves nothing behind; missing only means rebuild
return 1
`,
};

/** Removes whatever generation is there, so that no reservation is made from it any more. KEYS as in INSTALL. */
export const REMOVE = { name: "weirRemove", source: `return redis.call('DEL', KEYS[1], KEYS[2])` };

/**
 * For the sweeper: generation, token, how many reservations are older than ARGV[1] ms, then for each window with an
 * allowance: kind, start, used, pending, held, allowance. KEYS as in INSTALL.
 */
export const LOOK = {
  name: "weirLook",
  source: `
local head = redis.call('HMGET', KEYS[1], 'gen', 'tok')
local clock = redis.call('TIME')
local now, old = clock[1] * 1000 + math.floor(clock[2] / 1000), 0
for _, p in ipairs(redis.call('HVALS', KEYS[2])) do
  if now - tonumber(string.match(p, '^%d+|(%d+)|')) > tonumber(ARGV[1]) then old = old + 1 end
end
local out = {head[1] or '0', head[2] or '', old}
for i = 1, tonumber(redis.call('HGET', KEYS[1], 'n') or '0') do
  local w = redis.call('HMGET', KEYS[1], i .. ':k', i .. ':s', i .. ':u', i .. ':p', i .. ':h', i .. ':a')
  if w[6] and w[6] ~= '' then for j = 1, 6 do out[#out + 1] = w[j] end end
end
return out
`,
};
