/**
 * Confirms or gives back reservations of one generation, and remembers answers.
 *
 * KEYS[1] generation · KEYS[2] reservations in flight · KEYS[2+j] remembered answer of request j
 * ARGV[1] generation · then 5 for each request: its id, number of the reservation, "1" confirms and "0" gives back, the
 * answer to remember or "", when the hold that it made expires (ms) or ""
 */
export const SETTLE = {
  name: "weirSettle",
  source: `
local ids, n = {}, #KEYS - 2
for j = 1, n do
  ids[j] = ARGV[2 + (j - 1) * 5]
  -- That a key is a row stays true in every generation.
  local answer = ARGV[5 + (j - 1) * 5]
  if answer ~= '' then redis.call('SET', KEYS[2 + j], answer, 'EX', 86400) end
end
if redis.call('HGET', KEYS[1], 'gen') ~= ARGV[1] then return 0 end
local inflight, gone, change, hx = redis.call('HMGET', KEYS[2], unpack(ids)), {}, {}, nil
local function add(field, x) change[field] = (change[field] or 0) + x end
for j = 1, n do
  local a = 2 + (j - 1) * 5
  local confirm, p = ARGV[a + 2] == '1', inflight[j]
  local s, d, h
  if p then s, d, h = string.match(p, '^(%d+)|%d+|%x+|%-?%d+|([^|]*)|([^|]*)$') end
  if s == ARGV[a + 1] and not gone[ids[j]] then -- never somebody else's later reservation under the same id
    gone[ids[j]] = true
    gone[#gone + 1] = ids[j]
    local i = 0
    for x in string.gmatch(d, '[^,]+') do
      i = i + 1
      local y = tonumber(x)
      add(i .. ':p', -math.abs(y))
      if y > 0 and not confirm then add(i .. ':u', -y) elseif y < 0 and confirm then add(i .. ':u', y) end
    end
    if confirm then
      i = 0
      for x in string.gmatch(h, '[^,]+') do i = i + 1; add(i .. ':h', tonumber(x)) end
      local e = tonumber(ARGV[a + 4])
      if e and (not hx or e < hx) then hx = e end
    end
  end
end
if #gone == 0 then return 0 end
redis.call('HDEL', KEYS[2], unpack(gone))
for field, x in pairs(change) do
  if x ~= 0 then redis.call('HINCRBY', KEYS[1], field, string.format('%.0f', x)) end -- %.0f of -0 is '-0', which HINCRBY refuses
end
if hx then
  local have = redis.call('HGET', KEYS[1], 'hx')
  if have == '' or tonumber(have) > hx then redis.call('HSET', KEYS[1], 'hx', string.format('%.0f', hx)) end
end
return #gone
`,
};
