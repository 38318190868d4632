import { formatAxis, formatMoney } from "@/components/format";
import { countedAmount } from "@/components/weir/level-text";
import { estimateOn, type Estimate } from "./estimate";
import type { PricingPlan } from "./model";
import { overageWords } from "./plan-words";

interface EstimateChartProps {
  plans: readonly PricingPlan[];
  meter: string;
  most: number;
  units: number;
  found: Estimate | undefined;
}

interface Frame {
  width: number;
  height: number;
  /** Every how many units an axis label stands. */
  ticks: number;
}

// Drawn once for a wide card and once for a phone: scaled text would leave the six sizes.
const wide: Frame = { width: 527, height: 232, ticks: 5 };
const narrow: Frame = { width: 309, height: 200, ticks: 2 };
const margin = { left: 48, right: 8, top: 12, bottom: 24 };
const gridLines = 4;
const seriesColours = ["var(--chart-3)", "var(--chart-1)", "var(--chart-4)", "var(--chart-2)"];

/** Price of a month against use, one line per plan: a line ends in a wall where its plan stops. */
export function EstimateChart(props: EstimateChartProps) {
  return (
    <div className="min-w-0">
      <div className="max-sm:hidden">
        <Drawing {...props} frame={wide} />
      </div>
      <div className="sm:hidden">
        <Drawing {...props} frame={narrow} />
      </div>
    </div>
  );
}

function Drawing({ plans, meter, most, units, found, frame }: EstimateChartProps & { frame: Frame }) {
  const lines = plans.filter((plan) => !plan.custom && estimateOn(plan, meter, 0));
  const currency = lines[0]?.prices.month?.currency ?? "usd";
  const highest = niceCeiling(highestTotal(lines, meter, most));
  const x = (value: number) => margin.left + (value / most) * (frame.width - margin.left - margin.right);
  const y = (minor: number) => margin.top + (1 - minor / highest) * (frame.height - margin.top - margin.bottom);
  const unit = lines.flatMap((plan) => plan.limits).find((limit) => limit.meter === meter)?.unit;
  const words = lines.map((plan) => describe(plan, meter)).join("; ");
  return (
    <svg
      viewBox={`0 0 ${frame.width} ${frame.height}`}
      role="img"
      aria-label={`Price of a month against use. ${words}.`}
      className="h-auto w-full max-w-full overflow-visible text-xs [&_text]:fill-muted-foreground [&_text]:num"
    >
      {Array.from({ length: gridLines + 1 }, (_, index) => (highest * index) / gridLines).map((value) => (
        <g key={value}>
          <line x1={margin.left} x2={frame.width} y1={y(value)} y2={y(value)} stroke="var(--chart-grid)" />
          <text x={margin.left - 8} y={y(value) + 4} textAnchor="end">
            {axisMoney(value, currency)}
          </text>
        </g>
      ))}
      {Array.from({ length: frame.ticks + 1 }, (_, index) => (most * index) / frame.ticks).map((value, index) => (
        <text
          key={value}
          x={x(value)}
          y={frame.height - 4}
          textAnchor={index === 0 ? "start" : index === frame.ticks ? "end" : "middle"}
        >
          {formatAxis(value, unit?.shown?.per)}
        </text>
      ))}
      {lines.map((plan, index) => (
        <PlanLine
          key={plan.code}
          plan={plan}
          meter={meter}
          most={most}
          x={x}
          y={y}
          colour={seriesColours[index % seriesColours.length] ?? "var(--chart-1)"}
        />
      ))}
      {found ? (
        <circle
          cx={x(units)}
          cy={y(Number(found.total))}
          r="6"
          fill="var(--wall)"
          stroke="var(--card)"
          strokeWidth="2"
        />
      ) : null}
    </svg>
  );
}

interface PlanLineProps {
  plan: PricingPlan;
  meter: string;
  most: number;
  x(value: number): number;
  y(minor: number): number;
  colour: string;
}

function PlanLine({ plan, meter, most, x, y, colour }: PlanLineProps) {
  const limit = plan.limits.find((candidate) => candidate.meter === meter);
  const start = estimateOn(plan, meter, 0);
  if (!limit || !start) return null;
  const end = estimateOn(plan, meter, most);
  const wallAt = limit.amount === null ? most : Math.min(limit.amount, most);
  const wall = countedAmount(wallAt, limit.unit);
  const flat = y(Number(start.base));
  const path = `M${x(0)} ${flat}H${x(wallAt)}${end && wallAt < most ? `L${x(most)} ${y(Number(end.total))}` : ""}`;
  const label =
    "fill-foreground! font-medium [paint-order:stroke] stroke-card [stroke-linejoin:round] [stroke-width:4px]";
  return (
    <g>
      <path d={path} fill="none" stroke={colour} strokeWidth="2" />
      {end ? (
        <text x={x(0) + 8} y={flat - 8} className={label}>
          {plan.name}
        </text>
      ) : (
        <>
          <path d={`M${x(wallAt)} ${flat - 10}v16`} stroke="var(--wall)" strokeWidth="3" />
          <text x={x(wallAt) + 8} y={flat} className={label}>
            {plan.name}, stops at {wall}
          </text>
        </>
      )}
    </g>
  );
}

function describe(plan: PricingPlan, meter: string): string {
  const limit = plan.limits.find((candidate) => candidate.meter === meter);
  const price = plan.prices.month;
  if (!limit || !price) return plan.name;
  if (limit.amount === null) return `${plan.name} ${formatMoney(price)}, unlimited`;
  const overage = overageWords(limit);
  return `${plan.name} ${formatMoney(price)} up to ${countedAmount(limit.amount, limit.unit)}, ${overage ? `then ${overage}` : "then it stops"}`;
}

function highestTotal(plans: readonly PricingPlan[], meter: string, most: number): number {
  const totals = plans.map((plan) =>
    Number((estimateOn(plan, meter, most) ?? estimateOn(plan, meter, 0))?.total ?? 0n),
  );
  return Math.max(1, ...totals);
}

/** The next round figure of which a quarter is round as well. */
function niceCeiling(value: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 4, 5, 8, 10].find((candidate) => candidate * magnitude >= value) ?? 10;
  return step * magnitude;
}

function axisMoney(minor: number, currency: string): string {
  const whole = formatMoney({ amount: Math.round(minor).toString(), currency });
  return whole.replace(/[.,]00$/u, "");
}
