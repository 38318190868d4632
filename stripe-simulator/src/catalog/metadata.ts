export type MetadataParam = Record<string, string | number | null> | "" | null | undefined;

/** The API's rule for metadata: named keys are set, keys set to "" vanish, "" for the whole removes all. */
export function mergedMetadata(current: Record<string, string>, change: MetadataParam): Record<string, string> {
  if (change === undefined) return current;
  if (change === "" || change === null) return {};
  const merged = { ...current };
  for (const [key, value] of Object.entries(change)) {
    if (value === "" || value === null) delete merged[key];
    else merged[key] = String(value);
  }
  return merged;
}

/** "" unsets a field; leaving it out keeps it. */
export function updated<T>(current: T | null, change: T | "" | undefined): T | null {
  if (change === undefined) return current;
  return change === "" ? null : change;
}
