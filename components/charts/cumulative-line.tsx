"use client";

import { Area, CartesianGrid, ComposedChart, Line, ReferenceDot, ReferenceLine, Tooltip, XAxis, YAxis } from "recharts";
import { formatAxis, formatDay } from "../format";
import { counted, type UnitName } from "../weir/level-text";
import { countTicks } from "./axes";
import { ChartFrame, type ChartSize } from "./chart-frame";
import { ChartText } from "./chart-text";
import { ChartTooltip } from "./chart-tooltip";
import { momentTicks, projectedPath, type CountAt, type CumulativeCourse } from "./cumulative-path";

export interface CumulativeLineProps {
  /** One sentence with the figures that matter, read instead of the drawing. */
  label: string;
  unit: UnitName;
  from: number;
  course: CumulativeCourse;
  /** Written on the limit line: "Stops at 1,500,000". */
  limitLabel: string;
  /** Written at the wall: "Runs out Nov 25"; left out when the wall is never met. */
  wallLabel?: string;
  /** Height as class names; the default fits beside the panel next to it. */
  className?: string;
}

interface Row {
  at: number;
  units?: number;
  projected?: number;
}

const AXIS_WIDTH = 44;
const AXIS_HEIGHT = 24;
const MARGIN = { top: 16, right: 8, bottom: 0, left: 0 };
const WALL_LABEL_FROM_FOOT = 30;

/** The count of a window as it grows. It meets the wall on its run-out date: a solid one turns it flat. */
export function CumulativeLine(props: CumulativeLineProps) {
  return (
    <ChartFrame label={props.label} className={props.className ?? "h-[208px] sm:h-[344px]"}>
      {(size) => <Drawing size={size} {...props} />}
    </ChartFrame>
  );
}

function Drawing({ size, unit, from, course, limitLabel, wallLabel }: CumulativeLineProps & { size: ChartSize }) {
  const path = projectedPath(course);
  const ticks = momentTicks(from, course.until, size.narrow);
  const counts = countTicks(highest(course, path) * 1.05);
  const last = course.points.at(-1);
  const wallAt = course.limit !== null && wallLabel ? course.meetsLimitAt : null;
  return (
    <ComposedChart
      width={size.width}
      height={size.height}
      data={rowsOf(course.points, path)}
      margin={MARGIN}
      accessibilityLayer={false}
    >
      <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
      <XAxis
        dataKey="at"
        type="number"
        domain={[from, course.until]}
        ticks={ticks.map((tick) => tick.at)}
        interval={0}
        height={AXIS_HEIGHT}
        axisLine={false}
        tickLine={false}
        tick={({ x, y, index }: { x: number | string; y: number | string; index: number }) => (
          <ChartText x={Number(x)} y={Number(y) + 12} anchor={index === 0 ? "start" : "middle"}>
            {ticks[index]?.text ?? ""}
          </ChartText>
        )}
      />
      <YAxis
        width={AXIS_WIDTH}
        domain={[0, counts.at(-1) ?? 1]}
        ticks={counts}
        interval={0}
        axisLine={false}
        tickLine={false}
        tick={({ y, payload }: { y: number | string; payload: { value: number } }) => (
          <ChartText x={AXIS_WIDTH - 8} y={Number(y) + 4} anchor="end">
            {formatAxis(payload.value, unit.shown?.per)}
          </ChartText>
        )}
      />
      <Tooltip
        isAnimationActive={false}
        cursor={{ stroke: "var(--gauge)" }}
        content={({ active, payload }) => {
          const row = payload?.[0]?.payload as Row | undefined;
          return active && row ? <MomentTooltip row={row} from={from} unit={unit} /> : null;
        }}
      />
      <Area
        dataKey="units"
        type="linear"
        stroke="var(--chart-1)"
        strokeWidth={2}
        fill="var(--chart-1)"
        fillOpacity={0.1}
        dot={false}
        activeDot={false}
        isAnimationActive={false}
      />
      <Line
        dataKey="projected"
        type="linear"
        stroke="var(--chart-1)"
        strokeWidth={2}
        strokeDasharray="5 5"
        dot={false}
        activeDot={false}
        isAnimationActive={false}
      />
      {course.limit === null ? null : <LimitLine amount={course.limit} label={limitLabel} />}
      {wallAt !== null && course.limit !== null && wallLabel ? (
        <WallLine
          at={wallAt}
          limit={course.limit}
          solid={course.stops}
          label={wallLabel}
          leftHalf={wallAt < from + (course.until - from) / 2}
        />
      ) : null}
      {last ? (
        <ReferenceDot x={last.at} y={last.units} r={4} fill="var(--chart-1)" stroke="var(--card)" strokeWidth={2} />
      ) : null}
    </ComposedChart>
  );
}

function highest(course: CumulativeCourse, path: readonly CountAt[]): number {
  const counts = [...course.points, ...path].map((point) => point.units);
  return Math.max(course.limit ?? 0, ...counts);
}

function rowsOf(points: readonly CountAt[], path: readonly CountAt[]): Row[] {
  const counted: Row[] = points.map(({ at, units }) => ({ at, units }));
  const [joint, ...ahead] = path;
  const last = counted.at(-1);
  if (joint && last) last.projected = joint.units;
  return [...counted, ...ahead.map(({ at, units }) => ({ at, projected: units }))];
}

function LimitLine({ amount, label }: { amount: number; label: string }) {
  return (
    <ReferenceLine
      y={amount}
      stroke="var(--chart-limit)"
      strokeWidth={2}
      strokeDasharray="0.1 5"
      strokeLinecap="round"
      label={({ viewBox }: LineLabel) => (
        <ChartText x={viewBox.x + 8} y={viewBox.y - 8} anchor="start" tone="limit" halo>
          {label}
        </ChartText>
      )}
    />
  );
}

interface LineLabel {
  viewBox: { x: number; y: number; width: number; height: number };
}

interface WallLineProps {
  at: number;
  limit: number;
  solid: boolean;
  label: string;
  leftHalf: boolean;
}

/** The wall stands where the line meets it: solid where it stops, slotted where it bills. */
function WallLine({ at, limit, solid, label, leftHalf }: WallLineProps) {
  return (
    <ReferenceLine
      segment={[
        { x: at, y: 0 },
        { x: at, y: limit },
      ]}
      stroke="var(--wall)"
      strokeWidth={3}
      {...(solid ? {} : { strokeDasharray: "4 3" })}
      label={({ viewBox }: LineLabel) => (
        <ChartText
          x={viewBox.x + (leftHalf ? 8 : -8)}
          y={viewBox.y + viewBox.height - WALL_LABEL_FROM_FOOT}
          anchor={leftHalf ? "start" : "end"}
          tone="strong"
          halo
        >
          {label}
        </ChartText>
      )}
    />
  );
}

/** A total at midnight belongs to the day that ended there. */
function MomentTooltip({ row, from, unit }: { row: Row; from: number; unit: UnitName }) {
  const projected = row.units === undefined;
  const units = row.units ?? row.projected ?? 0;
  return (
    <ChartTooltip
      title={formatDay(new Date(Math.max(from, row.at - 1)).toISOString(), "UTC")}
      lines={[
        { name: projected ? "Projected" : "So far", value: counted(Math.round(units), unit), colour: "var(--chart-1)" },
      ]}
    />
  );
}
