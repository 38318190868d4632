/**
 * What a range of the log comes to, in SQL: the one definition that rebuilds, explanations and statistics share.
 */

// Compared element by element, the largest is the newest value; its units stand last. Within one transaction the numbers
// of the log come in any order, so the order of the decisions tells values of one moment apart.
const IN_ORDER = `array[(extract(epoch from e.counted_at) * 1000000)::bigint, e.epoch, e.reservation, e.units]`;

/** The newest of the events `e`, as an array whose first element is its moment in microseconds and whose fourth its units. */
export const newestValue = (where: string): string => `(max(${IN_ORDER}) filter (where ${where}))`;

/**
 * The aggregate over events `e` by the meter's aggregation, an SQL expression (a column by which is grouped, or a literal):
 * the sum, the peak or the newest level. Null over no events at all.
 */
export const contentOf = (aggregation: string): string =>
  `case ${aggregation} when 'MAX' then max(e.units) when 'LATEST' then ${newestValue(`${aggregation} = 'LATEST'`)}[4] else sum(e.units) end`;
