/** Remembers fields and values for a day in place of what was there. KEYS[1] where · ARGV fields and values */
export const NOTE = {
  name: "weirNote",
  source: `
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], unpack(ARGV))
redis.call('EXPIRE', KEYS[1], 86400)
return 1
`,
};
