/**
 * QR codes (ISO/IEC 18004) of texts up to 213 bytes: byte mode, error correction M, versions 1 to 10. Enough for an address
 * that an app reads, and nothing more.
 */

/** Of each version: correction words of a block, and the blocks by how many words of text they hold. */
const BLOCKS: readonly (readonly [correction: number, blocks: readonly number[]])[] = [
  [10, [16]],
  [16, [28]],
  [26, [44]],
  [18, [32, 32]],
  [24, [43, 43]],
  [16, [27, 27, 27, 27]],
  [18, [31, 31, 31, 31]],
  [22, [38, 38, 39, 39]],
  [22, [36, 36, 36, 37, 37]],
  [26, [43, 43, 43, 43, 44]],
];

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const at = (numbers: ArrayLike<number>, index: number): number => numbers[index] ?? 0;

/** Powers and logarithms of the field with 256 elements that the correction is computed in. */
const POWERS = new Uint8Array(512);
const LOGARITHMS = new Uint8Array(256);
for (let i = 0, power = 1; i < 255; i++) {
  POWERS[i] = POWERS[i + 255] = power;
  LOGARITHMS[power] = i;
  power = (power << 1) ^ (power & 0x80 ? 0x11d : 0);
}
const times = (a: number, b: number): number => (a && b ? at(POWERS, at(LOGARITHMS, a) + at(LOGARITHMS, b)) : 0);

/** The words that let a reader repair a block (Reed–Solomon). */
function correctionOf(words: readonly number[], count: number): number[] {
  let divisor = [1];
  for (let i = 0; i < count; i++)
    divisor = [...divisor, 0].map((each, j) => each ^ times(at(divisor, j - 1), at(POWERS, i)));
  const rest = [...words, ...Array<number>(count).fill(0)];
  for (let i = 0; i < words.length; i++) {
    const factor = at(rest, i);
    divisor.forEach((each, j) => (rest[i + j] = at(rest, i + j) ^ times(each, factor)));
  }
  return rest.slice(words.length);
}

/** The text as words, ended and filled up, with its correction, in the order in which they are laid. */
function wordsOf(bytes: Uint8Array, version: number): number[] {
  const [correction, sizes] = BLOCKS[version - 1] ?? [0, []];
  const bits: number[] = [];
  const push = (value: number, length: number): void => {
    for (let i = length - 1; i >= 0; i--) bits.push((value >>> i) & 1);
  };
  push(4, 4);
  push(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) push(byte, 8);
  const room = sum(sizes) * 8;
  push(0, Math.min(4, room - bits.length));
  push(0, (8 - (bits.length % 8)) % 8);
  for (let filler = 0xec; bits.length < room; filler ^= 0xec ^ 0x11) push(filler, 8);
  const words = Array.from({ length: bits.length / 8 }, (_, i) =>
    bits.slice(i * 8, i * 8 + 8).reduce((word, bit) => (word << 1) | bit, 0),
  );
  let from = 0;
  const blocks = sizes.map((size) => words.slice(from, (from += size)));
  const interleaved = (parts: readonly (readonly number[])[]): number[] =>
    Array.from({ length: Math.max(...parts.map((part) => part.length)) }, (_, i) =>
      parts.flatMap((part) => part[i] ?? []),
    ).flat();
  return [...interleaved(blocks), ...interleaved(blocks.map((block) => correctionOf(block, correction)))];
}

/** A square of modules: 1 is dark. What is not laid yet is undefined. */
type Square = (0 | 1 | undefined)[][];

const dark = (yes: unknown): 0 | 1 => (yes ? 1 : 0);
function put(square: Square, x: number, y: number, module: 0 | 1): void {
  const row = square[y];
  if (row && x >= 0 && x < row.length) row[x] = module;
}

/** A value with the remainder by a generator behind it, as format and version are written. */
function withRemainder(value: number, generator: number, length: number): number {
  let rest = value << length;
  for (let bit = 31 - Math.clz32(generator); 31 - Math.clz32(rest) >= bit && rest !== 0;)
    rest ^= generator << (31 - Math.clz32(rest) - bit);
  return (value << length) | rest;
}

function layPatterns(square: Square, version: number): void {
  const size = square.length;
  const eye = (cx: number, cy: number, reach: number): void => {
    for (let y = -reach; y <= reach; y++)
      for (let x = -reach; x <= reach; x++) {
        const ring = Math.max(Math.abs(x), Math.abs(y));
        put(square, cx + x, cy + y, dark(reach === 4 ? ring !== 2 && ring !== 4 : ring !== 1));
      }
  };
  for (let i = 0; i < size; i++)
    for (const [x, y] of [
      [i, 6],
      [6, i],
    ] as const)
      put(square, x, y, dark(i % 2 === 0));
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    eye(x, y, 4);
  const last = size - 7;
  const places = version === 1 ? [] : version < 7 ? [6, last] : [6, (6 + last) / 2, last];
  for (const y of places)
    for (const x of places)
      if (!(x === 6 && y === 6) && !(x === 6 && y === last) && !(x === last && y === 6)) eye(x, y, 2);
  if (version < 7) return;
  const written = withRemainder(version, 0x1f25, 12);
  for (let i = 0; i < 18; i++) {
    const [near, far] = [Math.floor(i / 3), size - 11 + (i % 3)];
    put(square, near, far, dark((written >>> i) & 1));
    put(square, far, near, dark((written >>> i) & 1));
  }
}

/** Which mask, and that the correction is M (00). */
function layFormat(square: Square, mask: number): void {
  const size = square.length;
  const written = withRemainder(mask, 0x537, 10) ^ 0x5412;
  for (let i = 0; i < 15; i++) {
    const bit = dark((written >>> i) & 1);
    put(square, 8, i < 6 ? i : i < 8 ? i + 1 : size - 15 + i, bit);
    put(square, i < 8 ? size - 1 - i : i === 8 ? 7 : 14 - i, 8, bit);
  }
  put(square, 8, size - 8, 1);
}

const MASKS: readonly ((x: number, y: number) => number)[] = [
  (x, y) => (x + y) % 2,
  (_, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

/** Lays the words in columns of two, up and down from the right, around what is there already. */
function layWords(square: Square, words: readonly number[], mask: number): void {
  const size = square.length;
  let bit = 0;
  for (let right = size - 1, up = true; right > 0; right -= right === 8 ? 3 : 2, up = !up)
    for (let i = 0; i < size; i++)
      for (const x of [right, right - 1]) {
        const y = up ? size - 1 - i : i;
        if (square[y]?.[x] !== undefined) continue;
        const value = (at(words, bit >>> 3) >>> (7 - (bit & 7))) & 1;
        put(square, x, y, dark(value ^ dark(MASKS[mask]?.(x, y) === 0)));
        bit++;
      }
}

/** How hard a square is to read: long runs, blocks, what looks like an eye, and too much of one colour. */
function penaltyOf(square: Square): number {
  const size = square.length;
  const columns = square.map((_, x) => square.map((row) => row[x]));
  let penalty = 0;
  for (const line of [...square, ...columns].map((each) => each.join(""))) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) penalty += run.length - 2;
    for (const eye of ["10111010000", "00001011101"])
      for (let i = line.indexOf(eye); i >= 0; i = line.indexOf(eye, i + 1)) penalty += 40;
  }
  for (let y = 1; y < size; y++)
    for (let x = 1; x < size; x++) {
      const four = [square[y]?.[x], square[y - 1]?.[x], square[y]?.[x - 1], square[y - 1]?.[x - 1]];
      if (new Set(four).size === 1) penalty += 3;
    }
  const share = (square.flat().filter((module) => module === 1).length * 100) / (size * size);
  return penalty + Math.floor(Math.abs(share - 50) / 5) * 10;
}

/** The modules of a text's QR code, row by row, true for dark, without the quiet margin; null for a text that is too long. */
export function qrModules(text: string): readonly (readonly boolean[])[] | null {
  const bytes = new TextEncoder().encode(text);
  const fits = BLOCKS.findIndex(([, sizes], i) => bytes.length <= sum(sizes) - (i < 9 ? 2 : 3));
  if (fits < 0) return null;
  const version = fits + 1;
  const words = wordsOf(bytes, version);
  const squares = MASKS.map((_, mask) => {
    const square: Square = Array.from({ length: 17 + 4 * version }, () =>
      Array<undefined>(17 + 4 * version).fill(undefined),
    );
    layPatterns(square, version);
    layFormat(square, mask);
    layWords(square, words, mask);
    return square;
  });
  const best = squares.reduce((a, b) => (penaltyOf(b) < penaltyOf(a) ? b : a));
  return best.map((row) => row.map((module) => module === 1));
}
