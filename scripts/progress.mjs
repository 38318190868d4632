const startedAt = performance.now();

/** Seconds since this process began to work, with one decimal. */
export const elapsed = () => ((performance.now() - startedAt) / 1000).toFixed(1);

/** One line of progress, stamped with the seconds that have passed. */
export const step = (text) => console.log(`[${elapsed().padStart(5)} s] ${text}`);

/** Lines of a table with aligned columns, two spaces apart; no trailing blanks. */
export function table(rows) {
  const widths = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, String(cell).length)));
  return rows.map((row) =>
    row
      .map((cell, i) => String(cell).padEnd(widths[i]))
      .join("  ")
      .trimEnd(),
  );
}

/** An error whose message says everything its reader needs: printed without a stack. */
export class PlainError extends Error {}

/** Runs a script's main function: a PlainError is printed as its message, anything else with its stack; both end with code 1. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof PlainError ? `\n${error.message}\n` : error);
    process.exit(1);
  }
}
