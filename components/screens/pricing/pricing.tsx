import { Check } from "lucide-react";
import Link from "next/link";
import { formatMoney } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { cn } from "@/components/ui/cn";
import { SegmentedLinks } from "@/components/ui/segmented";
import { SectionView } from "@/components/weir/section-view";
import { countedAmount } from "@/components/weir/level-text";
import { inSentence } from "@/lib/kernel/units";
import { PricingComparison } from "./comparison";
import { PricingEstimate } from "./estimate-card";
import type { BillingInterval, PricingLimit, PricingModel, PricingPlan } from "./model";
import {
  choiceLabel,
  featureLines,
  isFree,
  leadingPlan,
  limitTitle,
  nobodyToTalkTo,
  overageWords,
  priceNote,
  yearlyLabel,
} from "./plan-words";
import { PlanIconMark, PlanStanding, WallGlyph } from "./plan-marks";
import { PricingQuestions } from "./questions";

/** Plans of one family, what each includes and what happens at its limit. Reads and works without script. */
export function PricingScreen({ model }: { model: PricingModel }) {
  const family = model.families.find((candidate) => candidate.code === model.family);
  return (
    <>
      <header className="grid max-w-3xl gap-2 pt-2 text-balance sm:pt-4">
        <h1 className="text-3xl font-semibold">Know what happens at the limit</h1>
        <p className="text-base text-muted-foreground">
          Some plans stop. The others name the price of the next call. None of them surprises you.
        </p>
      </header>
      <div className="flex flex-wrap items-center justify-between gap-4">
        <SegmentedLinks
          label="Product"
          options={model.families.map(({ code, name, href }) => ({
            label: name,
            href,
            current: code === model.family,
          }))}
        />
        {model.plans.length > 0 ? <IntervalSwitch model={model} /> : null}
      </div>
      {model.plans.length === 0 ? <NoPlans /> : <Plans model={model} familyName={family?.name ?? ""} />}
    </>
  );
}

function IntervalSwitch({ model }: { model: PricingModel }) {
  const labels: Record<BillingInterval, string> = { month: "Monthly", year: yearlyLabel(model.plans) };
  return (
    <SegmentedLinks
      label="Billing interval"
      options={(["month", "year"] as const).map((interval) => ({
        label: labels[interval],
        href: model.intervalHrefs[interval],
        current: interval === model.interval,
      }))}
    />
  );
}

function NoPlans() {
  return (
    <Card aria-label="No plans">
      <Empty picture={<SectionView gate="dry" label="A dry channel" className="max-w-xs" />}>
        No plan of this product is on sale at the moment. What you already have keeps running.
      </Empty>
    </Card>
  );
}

function Plans({ model, familyName }: { model: PricingModel; familyName: string }) {
  const leading = leadingPlan(model.plans);
  const names = new Map(model.features.map((feature) => [feature.slug, feature.name]));
  return (
    <>
      <div
        className={cn(
          "grid gap-4 sm:grid-cols-2",
          model.plans.length % 3 === 0 && "lg:grid-cols-3 sm:max-lg:[&>:last-child]:col-span-2",
          model.plans.length >= 4 && model.plans.length % 3 !== 0 && "xl:grid-cols-4",
        )}
      >
        {model.plans.map((plan, index) => (
          <PlanCard
            key={plan.code}
            plan={plan}
            interval={model.interval}
            leading={plan === leading}
            lines={featureLines(plan, model.plans[index - 1], names)}
          />
        ))}
      </div>
      {model.estimate ? <PricingEstimate plans={model.plans} estimate={model.estimate} /> : null}
      <PricingComparison model={model} familyName={familyName} />
      <PricingQuestions model={model} />
    </>
  );
}

interface PlanCardProps {
  plan: PricingPlan;
  interval: BillingInterval;
  leading: boolean;
  lines: readonly string[];
}

function PlanCard({ plan, interval, leading, lines }: PlanCardProps) {
  return (
    <Card
      aria-labelledby={`plan-${plan.code}`}
      className={cn("grid content-start gap-4", plan.highlighted && "border-primary ring-1 ring-primary")}
    >
      <div className="grid gap-2">
        <div className="flex min-h-7 items-center justify-between gap-2">
          <h2 id={`plan-${plan.code}`} className="flex items-center gap-2 text-xl font-medium">
            <PlanIconMark icon={plan.icon} />
            {plan.name}
          </h2>
          <PlanStanding plan={plan} />
        </div>
        <p className="text-muted-foreground">{plan.description}</p>
      </div>
      <div>
        <Price plan={plan} interval={interval} />
        <p className="min-h-4 text-xs text-muted-foreground num">{priceNote(plan, interval)}</p>
      </div>
      <Choice plan={plan} interval={interval} leading={leading} />
      <ul className="grid content-start gap-2 border-t pt-4 sm:min-h-16">
        {plan.limits.map((limit) => (
          <li key={`${limit.meter} ${limit.window}`} className="flex items-start gap-2">
            <WallGlyph limit={limit} className="mt-0.5" />
            <Included plan={plan} limit={limit} />
          </li>
        ))}
        {plan.custom && plan.limits.length === 0 ? (
          <li className="flex items-start gap-2">
            <WallGlyph limit={{ amount: 0, policy: "METERED" }} className="mt-0.5" />
            <span>
              <span className="font-semibold">By contract</span> what is included
            </span>
          </li>
        ) : null}
      </ul>
      <ul className="grid gap-2">
        {lines.map((line) => (
          <li key={line} className="flex items-start gap-2">
            <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-success-text" />
            {line}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Price({ plan, interval }: { plan: PricingPlan; interval: BillingInterval }) {
  const price = plan.prices[interval];
  if (plan.custom) return <p className="text-3xl font-semibold">Custom</p>;
  if (isFree(plan)) return <p className="text-3xl font-semibold">Free</p>;
  if (!price) return <p className="text-3xl font-semibold">–</p>;
  return (
    <p>
      <span className="text-3xl font-semibold num">{formatMoney(price)}</span>{" "}
      <span className="text-muted-foreground">
        {plan.each ? "each, " : ""}a {interval}
      </span>
    </p>
  );
}

function Choice({ plan, interval, leading }: Omit<PlanCardProps, "lines">) {
  const sold = plan.custom || isFree(plan) || plan.prices[interval] !== undefined;
  if (plan.relation === "current" || plan.relation === "unavailable" || !sold) {
    return (
      <div>
        <Button disabled block>
          {plan.relation === "current" ? <Check aria-hidden /> : null}
          {sold ? choiceLabel(plan) : "Not sold in this interval"}
        </Button>
        {plan.reason ? <p className="mt-2 text-xs text-muted-foreground">{plan.reason}</p> : null}
      </div>
    );
  }
  if (plan.href === null) return <p className="text-muted-foreground">{nobodyToTalkTo}</p>;
  return (
    <Button asChild block variant={leading ? "primary" : "secondary"}>
      <Link href={plan.href}>{choiceLabel(plan)}</Link>
    </Button>
  );
}

function Included({ plan, limit }: { plan: PricingPlan; limit: PricingLimit }) {
  if (plan.custom) {
    return (
      <span>
        <span className="font-semibold">By contract</span> {inSentence(limit.name)}
      </span>
    );
  }
  if (limit.amount === null) {
    return (
      <span>
        <span className="font-semibold">
          <span aria-hidden>∞ </span>Unlimited
        </span>{" "}
        {inSentence(limit.name)}
      </span>
    );
  }
  const overage = overageWords(limit);
  return (
    <span>
      <span className="font-semibold num">{countedAmount(limit.amount, limit.unit)}</span>{" "}
      {inSentence(limitTitle(limit))}
      <span className="text-muted-foreground num">{overage ? `, then ${overage}` : ", stops at the limit"}</span>
    </span>
  );
}
