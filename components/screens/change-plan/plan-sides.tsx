import { ArrowRight, Check, Dot, Minus, TriangleAlert, Zap } from "lucide-react";
import type { ReactNode } from "react";
import { formatDay, formatMoney } from "../../format";
import { Badge } from "../../ui/badge";
import { Card } from "../../ui/card";
import { cn } from "../../ui/cn";
import { counted, countedNumber } from "../../weir/level-text";
import { Meter } from "../../weir/meter";
import { everyInterval } from "../billing/words";
import { LevelBadge } from "../usage/allowance-card";
import { windowPhrase } from "../usage/forecast";
import type { PlanDifference, PlanSide, ReadyChange } from "./model";
import { chosenTiming, priceDifference } from "./words";

/** The plan now and the plan to come, side by side; below each other on a phone. */
export function PlanSides({ model }: { model: ReadyChange }) {
  const from = formatDay(chosenTiming(model).at, model.timeZone);
  const difference = priceDifference(model);
  return (
    <div className="grid gap-2 sm:grid-cols-[minmax(0,1fr)_40px_minmax(0,1fr)] sm:gap-0">
      <SideCard
        label="Now"
        side={model.now}
        badge={model.now.allowance ? <LevelBadge allowance={model.now.allowance} /> : null}
      >
        <Includes lines={model.now.includes} />
      </SideCard>
      <span className="grid h-6 place-items-center text-muted-foreground max-sm:rotate-90 sm:h-auto" aria-hidden>
        <ArrowRight className="size-5" strokeWidth={1.75} />
      </span>
      <SideCard
        label="New"
        side={model.next}
        chosen
        difference={difference}
        badge={
          <Badge tone="info" icon={Zap}>
            From {from}
          </Badge>
        }
      >
        <Differences differences={model.differences} />
      </SideCard>
    </div>
  );
}

interface SideCardProps {
  label: string;
  side: PlanSide;
  badge: ReactNode;
  chosen?: boolean;
  difference?: string | null;
  children?: ReactNode;
}

function SideCard({ label, side, badge, chosen, difference, children }: SideCardProps) {
  return (
    <Card
      aria-label={`${label}: ${side.name}`}
      className={cn("grid content-start gap-3", chosen && "border-primary ring-1 ring-primary")}
    >
      <div className="flex items-center justify-between gap-2">
        <span className="font-medium text-muted-foreground">{label}</span>
        {badge}
      </div>
      <h2 className="text-xl font-semibold">{side.name}</h2>
      <p>
        <span className="text-2xl font-semibold num">{formatMoney(side.price)}</span>{" "}
        <span className="text-muted-foreground num">
          {everyInterval(side.interval)} {difference ? `(${difference})` : null}
        </span>
      </p>
      {side.allowance ? <SideMeter side={side} allowance={side.allowance} /> : null}
      {children}
    </Card>
  );
}

function SideMeter({ side, allowance }: { side: PlanSide; allowance: NonNullable<PlanSide["allowance"]> }) {
  const { limit, used, unit, policy } = allowance;
  return (
    <div>
      <Meter label={`${allowance.name} on ${side.name}`} used={used} limit={limit} unit={unit} policy={policy} />
      <p className="mt-1 text-xs text-muted-foreground num">
        {limit === null
          ? `${counted(used, unit)} ${windowPhrase(allowance.window)}, no limit`
          : `${countedNumber(used, unit)} of ${counted(limit, unit)} used, ${restWords(allowance)}`}
      </p>
    </div>
  );
}

function restWords({ used, limit, policy, unit }: NonNullable<PlanSide["allowance"]>): string {
  const left = (limit ?? used) - used;
  if (left > 0) return `${countedNumber(left, unit)} left`;
  return policy === "HARD_STOP" ? "stopped" : `${countedNumber(-left, unit)} billed beyond`;
}

const DIFFERENCE_LOOK = {
  gain: { icon: Check, ink: "text-success-text", word: "Gained: " },
  same: { icon: Minus, ink: "text-muted-foreground", word: "" },
  loss: { icon: TriangleAlert, ink: "text-danger-text", word: "Lost: " },
} as const;

function Includes({ lines }: { lines: readonly string[] }) {
  return (
    <ul className="grid gap-2">
      {lines.map((line) => (
        <li key={line} className="flex items-start gap-2">
          <Dot aria-hidden className="mt-0.5 size-4 shrink-0 text-muted-foreground" />
          <span className="min-w-0">{line}</span>
        </li>
      ))}
    </ul>
  );
}

function Differences({ differences }: { differences: readonly PlanDifference[] }) {
  return (
    <ul className="grid gap-2">
      {differences.map((difference) => (
        <DifferenceRow key={difference.words} difference={difference} />
      ))}
    </ul>
  );
}

/** A loss is red with its icon, and its cure stands in the same line. */
function DifferenceRow({ difference }: { difference: PlanDifference }) {
  const { icon: Icon, ink, word } = DIFFERENCE_LOOK[difference.kind];
  const lost = difference.kind === "loss";
  return (
    <li className={cn("flex items-start gap-2", lost && ink)}>
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", ink)} />
      <span className="min-w-0">
        {word ? <span className="sr-only">{word}</span> : null}
        {difference.words} <Cure cure={difference.cure} />
      </span>
    </li>
  );
}

function Cure({ cure }: { cure: PlanDifference["cure"] }) {
  if (!cure) return null;
  if (cure.href === null) return <>{cure.words}</>;
  return (
    <a className="link text-inherit" href={cure.href}>
      {cure.words}
    </a>
  );
}
