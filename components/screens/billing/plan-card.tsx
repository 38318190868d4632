import Link from "next/link";
import type { ReactNode } from "react";
import { formatMoney } from "../../format";
import { Button } from "../../ui/button";
import { Card, CardTitle } from "../../ui/card";
import { cn } from "../../ui/cn";
import { fillOf } from "../../usage-math";
import { counted, countedNumber } from "../../weir/level-text";
import { Meter } from "../../weir/meter";
import { levelInk, LevelBadge } from "../usage/allowance-card";
import { allowancePhrase, allowanceSentence, forecastOf } from "../usage/forecast";
import type { Allowance } from "../usage/model";
import type { BillingLinks, PlanCard } from "./model";
import { PlanBadge } from "./status-badges";
import { everyInterval, planSentence } from "./words";

interface PlanCardViewProps {
  plan: PlanCard;
  links: BillingLinks;
  asOf: string;
  timeZone: string;
  /** What resumes a subscription that is set to end; the page gives the form or button. */
  resume?: ReactNode;
  pause?: ReactNode;
}

/** The plan, what follows this period, a meter for each limit, and the ways out of it. */
export function PlanCardView({ plan, links, asOf, timeZone, resume, pause }: PlanCardViewProps) {
  const free = plan.price.amount === "0";
  return (
    <Card aria-label="Plan" className="grid content-start gap-4">
      <div className="flex items-center justify-between gap-2">
        <CardTitle>{plan.name}</CardTitle>
        <PlanBadge plan={plan} />
      </div>
      <p>
        <span className="text-2xl font-semibold num">{formatMoney(plan.price)}</span>{" "}
        {free ? null : <span className="text-muted-foreground">{everyInterval(plan.interval)}</span>}
      </p>
      <p className="text-muted-foreground num">{planSentence(plan, timeZone)}</p>
      {plan.allowances.map((allowance) => (
        <AllowanceLine
          key={`${allowance.meter} ${allowance.window}`}
          allowance={allowance}
          asOf={asOf}
          timeZone={timeZone}
        />
      ))}
      <PlanActions plan={plan} links={links} resume={resume} pause={pause} />
    </Card>
  );
}

function PlanActions({ plan, links, resume, pause }: Pick<PlanCardViewProps, "plan" | "links" | "resume" | "pause">) {
  if (!links.changePlan && !links.changeQuantity && !links.cancel && !resume && !pause) return null;
  return (
    <div className="flex flex-wrap gap-2">
      {resume}
      {links.changePlan ? (
        <Button asChild>
          <Link href={links.changePlan}>Change plan</Link>
        </Button>
      ) : null}
      {links.changeQuantity ? (
        <Button asChild>
          <Link href={links.changeQuantity}>Change quantity</Link>
        </Button>
      ) : null}
      {pause}
      {links.cancel && !plan.cancelsAt ? (
        <Button asChild variant="danger">
          <Link href={links.cancel}>Cancel plan</Link>
        </Button>
      ) : null}
    </div>
  );
}

interface AllowanceLineProps {
  allowance: Allowance;
  asOf: string;
  timeZone: string;
}

function AllowanceLine({ allowance, asOf, timeZone }: AllowanceLineProps) {
  const { percent, level } = fillOf(allowance.used, allowance.limit);
  const forecast = forecastOf(allowance, asOf);
  const phrase = allowancePhrase(allowance);
  const calm = level === "ok" || level === "none";
  return (
    <div>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span className="font-medium">
          {allowance.name} <span className="font-normal text-muted-foreground">{phrase}</span>
        </span>
        <span className="flex items-center gap-2">
          {calm ? null : <LevelBadge allowance={allowance} />}
          {percent === null ? null : <span className={cn("font-medium num", levelInk(level))}>{percent}%</span>}
        </span>
      </div>
      <div className="mt-1">
        <Meter
          label={`${allowance.name} ${phrase}`}
          used={allowance.used}
          limit={allowance.limit}
          unit={allowance.unit}
          policy={allowance.policy}
          projected={forecast.kind === "steady" ? forecast.atReset : null}
        />
      </div>
      <p className="mt-1 text-muted-foreground num">
        {usedText(allowance)} {afterText(allowance, asOf, timeZone)}
      </p>
    </div>
  );
}

function usedText(allowance: Allowance): string {
  if (allowance.limit === null) return `${counted(allowance.used, allowance.unit)}.`;
  return `${countedNumber(allowance.used, allowance.unit)} of ${counted(allowance.limit, allowance.unit)}.`;
}

function afterText(allowance: Allowance, asOf: string, timeZone: string): string {
  const { overage, unit } = allowance;
  if (overage && allowance.limit !== null && allowance.used > allowance.limit) {
    const each = overage.per === 1 ? `each ${unit.one} costs` : `each ${counted(overage.per, unit)} cost`;
    return `Beyond the wall, ${each} ${formatMoney(overage.price)}.`;
  }
  return allowanceSentence(allowance, asOf, timeZone);
}
