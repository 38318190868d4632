import { formatCount } from "../format";

const WIDTH = 72;
const HEIGHT = 24;
const GAP = 3;
/** A day without any is a line on the ground, so that it is seen to have been counted. */
const GROUND = 1;

interface DaySparkProps {
  /** One figure a day, the oldest first. */
  days: readonly number[];
  one: string;
  many: string;
}

/** What a run of days came to: one bar each, from zero, the highest as high as the drawing. The sum is its text. */
export function DaySpark({ days, one, many }: DaySparkProps) {
  const sum = days.reduce((total, units) => total + units, 0);
  const highest = Math.max(...days, 0);
  const width = (WIDTH - GAP * (days.length - 1)) / Math.max(days.length, 1);
  return (
    <svg
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${sum === 0 ? `No ${many}` : formatCount(sum, one, many)} in ${days.length} days`}
    >
      {days.map((units, day) => {
        const height = units === 0 ? GROUND : Math.max((units / highest) * HEIGHT, 2 * GROUND);
        return (
          <rect
            key={day}
            x={day * (width + GAP)}
            y={HEIGHT - height}
            width={width}
            height={height}
            fill={units === 0 ? "var(--gauge)" : "var(--chart-1)"}
          />
        );
      })}
    </svg>
  );
}
