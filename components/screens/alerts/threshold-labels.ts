/**
 * Which thresholds have room for their label on a meter whose wall stands at `wallAt` percent of its width, when labels
 * must be `gap` percent apart. The highest comes first: of two that would touch, the lower one goes without.
 */
export function labelled(thresholds: readonly number[], wallAt: number, gap: number): ReadonlySet<number> {
  const kept: number[] = [];
  for (const threshold of [...thresholds].sort((a, b) => b - a)) {
    const above = kept.at(-1);
    if (above === undefined || ((above - threshold) * wallAt) / 100 >= gap) kept.push(threshold);
  }
  return new Set(kept);
}
