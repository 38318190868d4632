/**
 * What a range of the log comes to, in SQL: the one definition that rebuilds, explanations and statistics share.
 */

/**
 * An event `e` as an array. Compared element by element, the largest is the newest value; its moment stands first, its
 * units last. Within one transaction the numbers of the log come in any order, so the order of the decisions tells values
 * of one moment apart.
 */
export const IN_ORDER = `array[(extract(epoch from e.counted_at) * 1000000)::bigint, e.epoch, e.reservation, e.units]`;

/** The newest of the events `e`, as an array whose first element is its moment in microseconds and whose fourth its units. */
export const newestValue = (where: string): string => `(max(${IN_ORDER}) filter (where ${where}))`;

/**
 * The aggregate over events `e` by the meter's aggregation, an SQL expression (a column by which is grouped, or a literal):
 * the sum, the peak or the newest level. Null over no events at all.
 */
export const contentOf = (aggregation: string): string =>
  `case ${aggregation} when 'MAX' then max(e.units) when 'LATEST' then ${newestValue(`${aggregation} = 'LATEST'`)}[4] else sum(e.units) end`;

/**
 * What a window `w` comes to in all, where `l.units` is the content of its events in the log. What has left the log is in
 * the sums and peaks of its archived days; a level that the log no longer holds is carried by its window's checkpoint.
 */
export const withArchive = (aggregation: string): string =>
  `(case ${aggregation} when 'LATEST' then coalesce(l.units, w.checkpoint_units)
    when 'MAX' then greatest(archived_units(w.fence_id, w.starts_at, w.ends_at), l.units)
    else archived_units(w.fence_id, w.starts_at, w.ends_at) + coalesce(l.units, 0) end)`;

/** How many events of a window `w` have left the log. A day that the window only touches counts whole. */
export const ARCHIVED_EVENTS = `(select coalesce(sum(d.events), 0) from usage_archived_day d where d.fence_id = w.fence_id
  and d.day >= (w.starts_at at time zone 'UTC')::date and d.day::timestamp at time zone 'UTC' < w.ends_at)`;
