/*
 * Arrays as Postgres takes them as parameters. One that holds nothing but nulls is sent empty: side by side in one unnest,
 * the shorter ones are filled up with nulls.
 */

const EMPTY = "{}";
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const TEXT_TYPE = 25;
const NULL_LENGTH = -1;

/** Numbers or uuids, in Postgres' own text form: much cheaper than as pg would write them. */
export function plainArray(list: readonly (number | string | null)[]): string {
  return list.every((x) => x === null) ? EMPTY : `{${list.map((x) => x ?? "null").join(",")}}`;
}

/** A text[] in binary form: nothing is escaped here, and nothing unescaped there. */
export function textArray(list: readonly (string | null)[]): Buffer | string {
  if (list.every((x) => x === null)) return EMPTY;
  const bytes = list.map((x) => (x === null ? NULL_LENGTH : Buffer.byteLength(x)));
  const content = bytes.reduce((sum, length) => sum + LENGTH_BYTES + Math.max(0, length), 0);
  const out = Buffer.allocUnsafe(HEADER_BYTES + content);
  // Dimensions, whether there are nulls, type of the elements; then the one dimension: how many, counted from 1.
  let at = 0;
  for (const field of [1, bytes.includes(NULL_LENGTH) ? 1 : 0, TEXT_TYPE, list.length, 1])
    at = out.writeInt32BE(field, at);
  list.forEach((x, i) => {
    at = out.writeInt32BE(bytes[i] as number, at);
    if (x !== null) at += out.write(x, at);
  });
  return out;
}
