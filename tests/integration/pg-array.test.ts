import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPool, type Pool } from "@/lib/platform/pg";
import { plainArray, textArray } from "@/lib/platform/pg-array";
import { testDatabase } from "../support/database";

let pool: Pool;
beforeAll(() => {
  pool = createPool({ url: testDatabase().appUrl, max: 1, applicationName: "arrays" });
});
afterAll(() => pool.close());

it("arrays arrive as they were, and what is all null fills up with nulls", async () => {
  const text = fc.option(fc.string({ unit: "binary" }).map((x) => x.replaceAll("\u0000", "").toWellFormed()));
  const rows = fc.array(fc.tuple(text, fc.option(fc.integer()), fc.constant(null)), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(rows, async (list) => {
      const columns = [
        plainArray(list.map((_, i) => i)),
        textArray(list.map(([x]) => x)),
        plainArray(list.map(([, x]) => x)),
        textArray(list.map(([, , x]) => x)),
      ];
      const back = await pool.named<{ row: unknown[] }>(
        {
          name: "arrays",
          text: `select json_build_array(a, b, c) as row
                 from unnest($1::int[], $2::text[], $3::bigint[], $4::text[]) as t(i, a, b, c) order by i`,
        },
        columns,
      );
      expect(back.map(({ row }) => row)).toEqual(list);
    }),
    { numRuns: 100 },
  );
});
