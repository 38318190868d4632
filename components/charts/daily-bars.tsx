"use client";

import { Bar, BarChart, CartesianGrid, ReferenceLine, Tooltip, XAxis, YAxis, type BarShapeProps } from "recharts";
import { formatAxis } from "../format";
import { counted, type UnitName } from "../weir/level-text";
import { countTicks, dayName, dayTicks, dayTickText, type CalendarDay } from "./axes";
import { ChartFrame, type ChartSize } from "./chart-frame";
import { ChartText } from "./chart-text";
import { ChartTooltip, type TooltipLine } from "./chart-tooltip";
import { seriesColour, type DayStack, type Series } from "./series";

/** One day's bar: what was counted, and whether it met the limit. */
export interface DayBar extends DayStack {
  /** The day ran into the wall: the bar wears a cap. */
  capped: boolean;
}

/** Expected units of a day that is still to come, held to the limit where the limit stops. */
export interface ProjectedDay {
  day: CalendarDay;
  /** Null where nothing can be said yet: the day keeps its place on the axis and stays empty. */
  units: number | null;
}

/** The limit of a day, with its sentence for a wide chart and for a phone. */
export interface DayLimit {
  amount: number;
  label: string;
  shortLabel: string;
}

export interface DailyBarsProps {
  /** One sentence with the figures that matter, read instead of the drawing. */
  label: string;
  unit: UnitName;
  series: readonly Series[];
  days: readonly DayBar[];
  projected?: readonly ProjectedDay[];
  /** Only where the meter's window is a day; a month's limit belongs on the cumulative line. */
  limit?: DayLimit | null;
}

interface Row {
  day: CalendarDay;
  bar: DayBar | null;
  projected: number | null;
  cap: number | null;
  /** One per series, by its place: an id may hold dots, which recharts would read as a path. */
  [part: `part${number}`]: number;
}

const AXIS_WIDTH = 44;
const AXIS_HEIGHT = 24;
const MARGIN = { top: 20, right: 0, bottom: 0, left: 0 };
/** Room that half of a day's number needs; nearer to the edge it is set flush with it. */
const HALF_TICK = 16;
/** A sixth of the band on either side leaves a gap of a third between bars. */
const BAR_GAP = "16.7%";
/** So small that it moves no sum; recharts draws nothing at all for a zero. */
const CAP_MARKER = 1e-6;

/** Bars per day, stacked by group. Starts at zero; nothing is animated, so that a refresh moves nothing. */
export function DailyBars(props: DailyBarsProps) {
  return (
    <ChartFrame label={props.label} className="h-[216px] sm:h-[248px]">
      {(size) => <Drawing size={size} {...props} />}
    </ChartFrame>
  );
}

function Drawing({ size, unit, series, days, projected = [], limit = null }: DailyBarsProps & { size: ChartSize }) {
  const rows = barRows(series, days, projected);
  const highest = Math.max(
    limit?.amount ?? 0,
    ...days.map((day) => day.total),
    ...projected.map((day) => day.units ?? 0),
  );
  const ticks = countTicks(limit ? highest * 1.05 : highest);
  const labelled = dayTicks(
    rows.map((row) => row.day),
    size.narrow,
  );
  return (
    <BarChart
      width={size.width}
      height={size.height}
      data={rows}
      margin={MARGIN}
      barCategoryGap={BAR_GAP}
      accessibilityLayer={false}
    >
      <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
      <XAxis
        dataKey="day"
        ticks={labelled}
        interval={0}
        height={AXIS_HEIGHT}
        axisLine={false}
        tickLine={false}
        tick={(tick: AxisTick) => <DayTick tick={tick} labelled={labelled} width={size.width} />}
      />
      <YAxis
        width={AXIS_WIDTH}
        domain={[0, ticks.at(-1) ?? 1]}
        ticks={ticks}
        interval={0}
        axisLine={false}
        tickLine={false}
        tick={(tick: AxisTick) => <CountTick tick={tick} unit={unit} />}
      />
      <Tooltip
        isAnimationActive={false}
        cursor={{ fill: "var(--muted)", fillOpacity: 0.6 }}
        content={({ active, payload }) => {
          const row = payload?.[0]?.payload as Row | undefined;
          return active && row ? <DayTooltip row={row} series={series} unit={unit} /> : null;
        }}
      />
      {series.map((one, index) => (
        <Bar
          key={one.id}
          dataKey={`part${index}`}
          stackId="day"
          fill={seriesColour(one, index)}
          isAnimationActive={false}
          shape={StackPart}
        />
      ))}
      <Bar dataKey="projected" stackId="day" isAnimationActive={false} shape={ProjectedBar} />
      <Bar dataKey="cap" stackId="day" isAnimationActive={false} shape={Cap} />
      {limit ? <LimitLine limit={limit} narrow={size.narrow} /> : null}
    </BarChart>
  );
}

function barRows(series: readonly Series[], days: readonly DayBar[], projected: readonly ProjectedDay[]): Row[] {
  const past = days.map((bar): Row => {
    const row: Row = { day: bar.day, bar, projected: null, cap: bar.capped ? CAP_MARKER : null };
    series.forEach((one, index) => {
      row[`part${index}`] = bar.bySeries[one.id] ?? 0;
    });
    return row;
  });
  return [...past, ...projected.map(({ day, units }): Row => ({ day, bar: null, projected: units, cap: null }))];
}

/** One part of a stack, with a pixel of the card below it to part it from the next. */
function StackPart({ x, y, width, height, fill }: BarShapeProps) {
  return <rect x={x} y={y} width={width} height={Math.max(0, height - 1)} fill={fill} />;
}

/** recharts calls a shape for every row; a past day has nothing projected and no rectangle either. */
function ProjectedBar({ x, y, width, height, payload }: BarShapeProps) {
  if ((payload as Row).projected === null) return <g />;
  return (
    <rect
      x={x + 0.5}
      y={y}
      width={Math.max(0, width - 1)}
      height={Math.max(0, height)}
      fill="var(--chart-1)"
      fillOpacity={0.08}
      stroke="var(--chart-1)"
      strokeDasharray="3 3"
    />
  );
}

/** The crest that a bar wears on a day it met the wall. */
function Cap({ x, y, width, payload }: BarShapeProps) {
  if ((payload as Row).cap === null) return <g />;
  return <rect x={x - 1} y={y - 3} width={width + 2} height={3} rx={1} fill="var(--wall)" />;
}

function LimitLine({ limit, narrow }: { limit: DayLimit; narrow: boolean }) {
  return (
    <ReferenceLine
      y={limit.amount}
      stroke="var(--chart-limit)"
      strokeWidth={2}
      strokeDasharray="0.1 5"
      strokeLinecap="round"
      label={({ viewBox }: LineLabel) => (
        <ChartText x={viewBox.x + viewBox.width} y={viewBox.y - 8} anchor="end" tone="limit" halo>
          {narrow ? limit.shortLabel : limit.label}
        </ChartText>
      )}
    />
  );
}

interface LineLabel {
  viewBox: { x: number; y: number; width: number };
}

/** What recharts hands to a custom tick. */
interface AxisTick {
  x: number | string;
  y: number | string;
  index: number;
  payload: { value: string | number };
}

function DayTick({ tick, labelled, width }: { tick: AxisTick; labelled: readonly CalendarDay[]; width: number }) {
  const day = String(tick.payload.value);
  const place = labelled.indexOf(day);
  const x = Number(tick.x);
  const last = place === labelled.length - 1 && x > width - HALF_TICK;
  const anchor = place === 0 ? "start" : last ? "end" : "middle";
  const at = place === 0 ? Math.max(AXIS_WIDTH, x - 8) : last ? width : x;
  return (
    <ChartText x={at} y={Number(tick.y) + 12} anchor={anchor}>
      {dayTickText(day, labelled[place - 1])}
    </ChartText>
  );
}

function CountTick({ tick, unit }: { tick: AxisTick; unit: UnitName }) {
  return (
    <ChartText x={AXIS_WIDTH - 8} y={Number(tick.y) + 4} anchor="end">
      {formatAxis(Number(tick.payload.value), unit.shown?.per)}
    </ChartText>
  );
}

function DayTooltip({ row, series, unit }: { row: Row; series: readonly Series[]; unit: UnitName }) {
  if (!row.bar) {
    if (row.projected === null) return null;
    const lines = [{ name: "Projected", value: counted(Math.round(row.projected), unit) }];
    return <ChartTooltip title={dayName(row.day)} lines={lines} />;
  }
  const { bar } = row;
  const parts: TooltipLine[] = series
    .map((one, index) => ({
      name: one.name,
      value: counted(bar.bySeries[one.id] ?? 0, unit),
      colour: seriesColour(one, index),
    }))
    .filter((line) => line.value !== counted(0, unit));
  const sum = series.length > 1 ? [{ name: "Together", value: counted(bar.total, unit) }] : [];
  const limit = bar.capped ? [{ name: "Limit reached", value: "" }] : [];
  return <ChartTooltip title={dayName(row.day)} lines={[...parts, ...sum, ...limit]} />;
}
