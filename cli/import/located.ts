/** A piece of an import file with the line where it begins, or what is wrong there. */
export type Located<Value> =
  | { readonly line: number; readonly value: Value; readonly fault?: undefined }
  | { readonly line: number; readonly value?: undefined; readonly fault: string };

/** Characters of one event. The rest of a longer one is skipped, so that no file can fill the memory. */
export const MAX_RECORD = 64 * 1_024;

export const tooLong = `The event is longer than ${MAX_RECORD} characters.`;
