/** Prefix of every kind of id we give out. */
export const ID_PREFIX = {
  organization: "og",
  user: "usr",
  membership: "mbr",
  invitation: "ivt",
  apiKey: "key",
  meter: "meter",
  plan: "plan",
  price: "wprice",
  limit: "lim",
  subscription: "subn",
  override: "ovr",
  usageEvent: "use",
  hold: "hold",
  payment: "pay",
  invoice: "inv",
  outboundEvent: "wev",
  journalEntry: "jrn",
  session: "ses",
  credential: "cred",
  request: "req",
} as const;

export type IdKind = keyof typeof ID_PREFIX;

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));
let lastMs = 0;
let counter = 0;

/**
 * A UUIDv7 (RFC 9562 §5.7): 48 bits of real time in milliseconds, then a 12-bit counter within the millisecond, then 62
 * random bits. Ids made by one process sort in the order in which they were made.
 */
export function uuidv7(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let ms = Date.now();
  if (ms <= lastMs) {
    ms = lastMs;
    counter += 1;
    if (counter > 0xfff) {
      ms += 1;
      counter = 0;
    }
  } else counter = 0;
  lastMs = ms;
  bytes[0] = Math.floor(ms / 2 ** 40) & 0xff;
  bytes[1] = Math.floor(ms / 2 ** 32) & 0xff;
  bytes[2] = (ms >>> 24) & 0xff;
  bytes[3] = (ms >>> 16) & 0xff;
  bytes[4] = (ms >>> 8) & 0xff;
  bytes[5] = ms & 0xff;
  bytes[6] = 0x70 | (counter >> 8);
  bytes[7] = counter & 0xff;
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  let out = "";
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) out += "-";
    out += HEX[bytes[i] ?? 0];
  }
  return out;
}

/** A new time-ordered id: prefix, underscore, 32 hex digits. */
export function newId(kind: IdKind): string {
  return `${ID_PREFIX[kind]}_${uuidv7().replaceAll("-", "")}`;
}

/** The public form of a uuid column. */
export function idFromUuid(kind: IdKind, uuid: string): string {
  return `${ID_PREFIX[kind]}_${uuid.replaceAll("-", "")}`;
}

/** The uuid inside a public id, or null when it is not an id of that kind. */
export function uuidFromId(kind: IdKind, id: string): string | null {
  const prefix = `${ID_PREFIX[kind]}_`;
  const hex = id.startsWith(prefix) ? id.slice(prefix.length) : "";
  if (!/^[0-9a-f]{32}$/.test(hex)) return null;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Whether the text has the shape of an id of that kind. */
export function isId(kind: IdKind, text: string): boolean {
  return uuidFromId(kind, text) !== null;
}
