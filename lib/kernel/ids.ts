/** Prefix of every kind of id we give out. */
export const ID_PREFIX = {
  organization: "og",
  user: "usr",
  membership: "mbr",
  invitation: "ivt",
  apiKey: "key",
  activationCode: "act",
  installation: "fam",
  meter: "meter",
  plan: "plan",
  price: "wprice",
  limit: "lim",
  subscription: "subn",
  override: "ovr",
  usageEvent: "use",
  hold: "hold",
  payment: "pay",
  refund: "rfd",
  dispute: "dsp",
  invoice: "inv",
  overageReport: "ovg",
  outboundEvent: "wev",
  journalEntry: "jrn",
  impersonation: "imp",
  session: "ses",
  credential: "cred",
  request: "req",
} as const;

export type IdKind = keyof typeof ID_PREFIX;

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));
let lastMs = 0;
let counter = 0;

// Random bytes are asked for in a stock: the question costs far more than the bytes. None is used twice.
const RANDOM_BYTES = 8;
const stock = new Uint8Array(512 * RANDOM_BYTES);
let next = stock.length;

/** Where eight fresh random bytes begin in the stock. */
function freshRandom(): number {
  if (next >= stock.length) {
    crypto.getRandomValues(stock);
    next = 0;
  }
  const at = next;
  next += RANDOM_BYTES;
  return at;
}

const hex = (byte: number | undefined): string => HEX[(byte ?? 0) & 0xff] ?? "";

/**
 * A UUIDv7 (RFC 9562 §5.7): 48 bits of real time in milliseconds, then a 12-bit counter within the millisecond, then 62
 * random bits. Ids made by one process sort in the order in which they were made.
 */
export function uuidv7(): string {
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
  const time = ms.toString(16).padStart(12, "0");
  const at = freshRandom();
  const order = hex(0x70 | (counter >> 8)) + hex(counter);
  const variant = hex(0x80 | ((stock[at] ?? 0) & 0x3f)) + hex(stock[at + 1]);
  const rest =
    hex(stock[at + 2]) +
    hex(stock[at + 3]) +
    hex(stock[at + 4]) +
    hex(stock[at + 5]) +
    hex(stock[at + 6]) +
    hex(stock[at + 7]);
  return `${time.slice(0, 8)}-${time.slice(8)}-${order}-${variant}-${rest}`;
}

/** A new time-ordered id: prefix, underscore, 32 hex digits. */
export function newId(kind: IdKind): string {
  return idFromUuid(kind, uuidv7());
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
