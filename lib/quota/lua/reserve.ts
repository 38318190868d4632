/**
 * Reserves room for several requests of one meter, over all its windows, in the order given. Says at speed what
 * ../rules/admit.ts says.
 *
 * KEYS[1] generation · KEYS[2] reservations in flight · KEYS[2+j] remembered answer of request j (all under one hash tag)
 * ARGV[1] token of this connection · ARGV[2] business time in ms · then 4 for each request: its id, fingerprint, units, and
 * "" or, when there is more to say: when it occurred (ms or nothing) | 1 if it makes a hold, else 0 | units of the hold that
 * it ends, or 0 | when that hold counts (ms)
 *
 * Numbers are answered as they are: Redis sends them whole. Within a reservation they are joined to text as they are too,
 * which Lua does exactly below 1e14: units, numbers of reservations and moments of this age all are.
 */
export const RESERVE = {
  name: "weirReserve",
  source: `
local g, flat = {}, redis.call('HGETALL', KEYS[1])
for i = 1, #flat, 2 do g[flat[i]] = flat[i + 1] end
-- A missing counter is never zero, and a present one may be stale.
if not g.gen or g.tok ~= ARGV[1] then return {'REBUILD', g.gen or '0'} end
-- A node's clock may be behind; nothing counts at a moment that was over when this generation was made.
local now = math.max(tonumber(ARGV[2]), tonumber(g.from or 0))
if now >= tonumber(g['until']) then return {'REBUILD', g.gen} end

local clock = redis.call('TIME')
local made = string.format('%.0f', clock[1] * 1000 + math.floor(clock[2] / 1000))
local win, kinds = {}, tonumber(g.kinds)
local function covering(t)
  local c = 0
  for _, w in ipairs(win) do if w.s <= t and t < w.e then c = c + 1 end end
  return c
end
for i = 1, tonumber(g.n) do
  win[i] = { s = tonumber(g[i .. ':s']), e = tonumber(g[i .. ':e']), limit = tonumber(g[i .. ':l'] or ''), allow = tonumber(g[i .. ':a'] or ''),
             used = tonumber(g[i .. ':u']), pend = tonumber(g[i .. ':p']), held = g[i .. ':h'], kind = g[i .. ':k'],
             spend = g[i .. ':x'] or '' }
end
if covering(now) ~= kinds then return {'REBUILD', g.gen} end -- the clock went back, or a window is missing

local function whole(x) return string.format('%.0f', x) end -- Lua prints 1e14 in exponent form
-- Where the counter stands at t, by the window with the least room. The changes are a request's that may take units away,
-- which it does once it is committed and answered.
local function position(t, changes)
  local best, least
  for i, w in ipairs(win) do
    if w.allow and w.s <= t and t < w.e then
      local used = changes and w.used + math.min(0, tonumber(changes[i])) or w.used
      if not best or w.allow - used < best.allow - least then best, least = w, used end
    end
  end
  if not best then return '' end
  return best.kind, least, best.allow, best.e
end

local ids = {}
for j = 1, #KEYS - 2 do ids[j] = ARGV[3 + (j - 1) * 4] end
local answers, inflight = redis.call('MGET', unpack(KEYS, 3)), redis.call('HMGET', KEYS[2], unpack(ids))
local seq, fresh, new = tonumber(g.seq), {}, {} -- fresh: id -> reservation made in this call; new: the same for HSET
local function reserve(j, a)
  local id, fp, units = ids[j], ARGV[a + 1], tonumber(ARGV[a + 2])
  if answers[j] then return {'KNOWN', answers[j]} end
  local p = inflight[j] or fresh[id]
  if p then
    local s, f, t, d = string.match(p, '^(%d+)|%d+|(%x+)|(%-?%d+)|([^|]*)|')
    if f ~= fp then return {'INFLIGHT'} end -- another body under this key: its units may differ
    local changes = {}
    for x in string.gmatch(d, '[^,]+') do changes[#changes + 1] = x end
    return {'OK', tonumber(s), tonumber(t), position(tonumber(t), changes)} -- the same reservation again
  end
  if not units or units ~= math.floor(units) or units < 0 or units > 1e9 then return {'BAD'} end -- NaN passes every comparison
  local occurred, hold, credit, credit_t = '', false, 0, 0
  if ARGV[a + 3] ~= '' then
    local at, makes, ends, held_at = string.match(ARGV[a + 3], '^(%-?%d*)|([01])|(%d+)|(%-?%d+)$')
    occurred, hold, credit, credit_t = at, makes == '1', tonumber(ends), tonumber(held_at)
  end
  -- What was held has been admitted: it may be used up or given back whatever became of the plan since.
  if g.r ~= '' and units > credit then return {'REFUSED', g.r} end
  if kinds == 0 and units > credit then return {'NOPLAN'} end
  local t = now
  if occurred ~= '' and covering(tonumber(occurred)) == kinds then t = tonumber(occurred) end
  local d, h, wait = {}, {}, false
  for i, w in ipairs(win) do
    local mine = (w.s <= t and t < w.e) and units or 0
    local back = (credit > 0 and w.s <= credit_t and credit_t < w.e) and credit or 0
    d[i] = mine - back
    h[i] = hold and mine or 0 - back -- never -0, which HINCRBY refuses
    if d[i] > 0 and w.limit then
      if w.used - w.pend + d[i] > w.limit then
        if g.hx ~= '' and now >= tonumber(g.hx) then return {'REBUILD'} end -- an expired hold still stands in the way
        return {'DENY', w.kind, w.used - w.pend, w.held, w.limit, w.e, w.allow, w.spend}
      end
      if w.used + d[i] > w.limit then wait = true end
    end
  end
  if wait then return {'WAIT'} end
  seq = seq + 1
  for i, w in ipairs(win) do
    -- An increase counts at once; a decrease only when it is committed. Either way pend covers the doubt.
    if d[i] > 0 then w.used = w.used + d[i] end
    w.pend = w.pend + math.abs(d[i])
  end
  p = seq .. '|' .. made .. '|' .. fp .. '|' .. t .. '|' .. table.concat(d, ',') .. '|' .. table.concat(h, ',')
  fresh[id] = p
  new[#new + 1] = id; new[#new + 1] = p
  return {'OK', seq, t, position(t, credit > 0 and d or nil)}
end

local out = {'GEN', g.gen}
for j = 1, #KEYS - 2 do out[2 + j] = reserve(j, 3 + (j - 1) * 4) end
if #new > 0 then
  redis.call('HSET', KEYS[2], unpack(new))
  local set = {'seq', whole(seq)}
  for i, w in ipairs(win) do
    set[#set + 1] = i .. ':u'; set[#set + 1] = whole(w.used)
    set[#set + 1] = i .. ':p'; set[#set + 1] = whole(w.pend)
  end
  redis.call('HSET', KEYS[1], unpack(set))
end
return out
`,
};
