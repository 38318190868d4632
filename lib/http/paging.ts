import { z } from "zod";
import { invalid } from "@/lib/kernel/errors";

/** `limit` and `cursor` as every list takes them. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^\d{1,3}$/, "limit must be a whole number from 1 to 100")
    .transform(Number)
    .pipe(z.number().int().min(1).max(100))
    .default(20),
  cursor: z.string().max(500).optional(),
};

/** An opaque cursor over a keyset. */
export const writeCursor = (keyset: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(keyset)).toString("base64url");

/** The keyset of a cursor; one that is not ours is a fault of the caller. */
export function readCursor<S extends z.ZodType>(cursor: string | undefined, shape: S): z.output<S> | undefined {
  if (cursor === undefined) return undefined;
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch {
    throw invalid([
      {
        pointer: "/query/cursor",
        code: "invalid",
        message: "This cursor is not one of ours.",
        fix: "Take meta.nextCursor of the page before, unchanged.",
      },
    ]);
  }
}
