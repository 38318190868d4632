"use client";

import Link from "next/link";
import { useId, useState } from "react";
import { formatMoney, formatUnitRate } from "@/components/format";
import { Card, CardTitle } from "@/components/ui/card";
import { counted, countedAmount } from "@/components/weir/level-text";
import { cheapestEstimate, type Estimate } from "./estimate";
import { EstimateChart } from "./estimate-chart";
import type { PricingModel, PricingPlan } from "./model";

interface PricingEstimateProps {
  plans: readonly PricingPlan[];
  estimate: NonNullable<PricingModel["estimate"]>;
}

/** "At so many calls you pay so much": the cheapest plan that lets all of them pass, with the sum written out. */
export function PricingEstimate({ plans, estimate }: PricingEstimateProps) {
  const [units, setUnits] = useState(estimate.start);
  const id = useId();
  const found = cheapestEstimate({ plans }, estimate.meter, units);
  const limit = plans.flatMap((plan) => plan.limits).find((candidate) => candidate.meter === estimate.meter);
  if (!limit) return null;
  const fill = { ["--fill" as string]: `${(100 * units) / estimate.most}%` };
  return (
    <Card aria-labelledby={`${id}-title`} className="grid gap-8 lg:grid-cols-2">
      <div className="grid content-start gap-4">
        <div>
          <CardTitle id={`${id}-title`}>What would you pay?</CardTitle>
          <p className="text-muted-foreground">Move to the {limit.unit.many} you expect in a month.</p>
        </div>
        <div>
          <div className="flex items-baseline justify-between gap-4">
            <label htmlFor={id} className="font-medium">
              {limit.name} a month
            </label>
            <output htmlFor={id} className="text-xl font-semibold num">
              {countedAmount(units, limit.unit)}
            </output>
          </div>
          <input
            id={id}
            type="range"
            min={0}
            max={estimate.most}
            step={estimate.step}
            value={units}
            onChange={(event) => setUnits(event.target.valueAsNumber)}
            aria-valuetext={counted(units, limit.unit)}
            className="range"
            style={fill}
          />
          <div className="flex justify-between text-xs text-muted-foreground num">
            <span>0</span>
            <span>{countedAmount(estimate.most, limit.unit)}</span>
          </div>
        </div>
        <div className="border-t pt-4" aria-live="polite">
          {found ? (
            <Sum found={found} />
          ) : (
            <NoPlanOnline contactHref={plans.find((plan) => plan.custom)?.href ?? null} />
          )}
        </div>
      </div>
      <EstimateChart plans={plans} meter={estimate.meter} most={estimate.most} units={units} found={found} />
    </Card>
  );
}

function NoPlanOnline({ contactHref }: { contactHref: string | null }) {
  return (
    <p className="text-muted-foreground">
      No plan sold online covers this much.{" "}
      {contactHref === null ? (
        "Ask the people who run this service for a plan by contract."
      ) : (
        <Link href={contactHref} className="link">
          Talk to us
        </Link>
      )}
    </p>
  );
}

function Sum({ found }: { found: Estimate }) {
  const currency = found.plan.prices.month?.currency ?? "usd";
  const money = (amount: bigint) => formatMoney({ amount: amount.toString(), currency });
  return (
    <>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span>
          <span className="font-medium">{found.plan.name}</span>, before tax
        </span>
        <span>
          <span className="text-3xl font-semibold num">{money(found.total)}</span>{" "}
          <span className="text-muted-foreground">a month</span>
        </span>
      </div>
      <p className="mt-1 text-muted-foreground num">
        {found.plan.name} {money(found.base)}
        {sumWords(found, currency, money)}
      </p>
    </>
  );
}

function sumWords(found: Estimate, currency: string, money: (amount: bigint) => string): string {
  const { limit, over } = found;
  if (over > 0 && limit.overage) {
    const perUnit = Number(limit.overage.price.amount) / limit.overage.per;
    const rate = formatUnitRate({ amount: perUnit.toFixed(8), currency });
    return ` + ${counted(over, limit.unit)} × ${rate} = ${money(found.overage)} overage.`;
  }
  if (limit.amount === null) return `, all ${limit.unit.many} included.`;
  if (limit.policy === "METERED") return `, all ${limit.unit.many} included.`;
  return `. Beyond ${counted(limit.amount, limit.unit)} ${found.plan.name} stops.`;
}
