import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { Card, CardHead } from "@/components/ui/card";
import { Cell, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { countedAmount } from "@/components/weir/level-text";
import type { PricingLimit, PricingModel, PricingPlan } from "./model";
import { atLimitWords, limitTitle, overageWords } from "./plan-words";

interface ComparisonRow {
  key: string;
  title: string;
  value(plan: PricingPlan): ReactNode;
}

/** Every allowance and feature against every plan of the family. */
export function PricingComparison({ model, familyName }: { model: PricingModel; familyName: string }) {
  const title = `Compare ${familyName} plans`;
  return (
    <Card flush aria-label={title}>
      <CardHead flush title={title} />
      <Table className="table-fixed max-sm:text-xs">
        <TableHead>
          <tr>
            <ColumnHead className="w-[34%]">
              <span className="sr-only">What</span>
            </ColumnHead>
            {model.plans.map((plan) => (
              <ColumnHead key={plan.code} numeric className="whitespace-normal">
                {plan.name}
              </ColumnHead>
            ))}
          </tr>
        </TableHead>
        <TableBody>
          {comparisonRows(model).map((row) => (
            <TableRow key={row.key}>
              <RowHead>{row.title}</RowHead>
              {model.plans.map((plan) => (
                <Cell key={plan.code} numeric>
                  {row.value(plan)}
                </Cell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}

function comparisonRows(model: PricingModel): ComparisonRow[] {
  const kinds = limitKinds(model.plans);
  const shared = kinds.length > 1 && kinds.every((kind) => sameAtLimit(kind, kinds[0] ?? kind, model.plans));
  const rows = kinds.flatMap((kind) => limitRows(kind, model.plans, shared));
  const first = kinds[0];
  return [...rows, ...(shared && first ? [atLimitRow(first)] : []), ...featureRows(model)];
}

function atLimitValue(plan: PricingPlan, kind: PricingLimit): string {
  if (plan.custom) return "contract";
  const limit = limitOf(plan, kind);
  return limit ? atLimitWords(limit) : "–";
}

function sameAtLimit(kind: PricingLimit, other: PricingLimit, plans: readonly PricingPlan[]): boolean {
  return plans.every((plan) => atLimitValue(plan, kind) === atLimitValue(plan, other));
}

function atLimitRow(kind: PricingLimit): ComparisonRow {
  return {
    key: `${kind.meter} ${kind.window} at the limit`,
    title: "At the limit",
    value: (plan) => atLimitValue(plan, kind),
  };
}

/** The allowances named by any plan. Unlimited has no window of its own, so it joins the meter's other plans. */
function limitKinds(plans: readonly PricingPlan[]): PricingLimit[] {
  const kinds = new Map<string, PricingLimit>();
  const limits = plans.filter((plan) => !plan.custom).flatMap((plan) => plan.limits);
  for (const limit of limits) {
    if (limit.amount !== null) kinds.set(`${limit.meter} ${limit.window}`, limit);
  }
  for (const limit of limits) {
    if (![...kinds.values()].some((kind) => kind.meter === limit.meter))
      kinds.set(`${limit.meter} ${limit.window}`, limit);
  }
  return [...kinds.values()];
}

function limitOf(plan: PricingPlan, kind: PricingLimit): PricingLimit | undefined {
  return plan.limits.find(
    (limit) => limit.meter === kind.meter && (limit.amount === null || limit.window === kind.window),
  );
}

/** The rows of one allowance; "at the limit" is left out where one row can say it for all of them. */
function limitRows(kind: PricingLimit, plans: readonly PricingPlan[], atLimitShared: boolean): ComparisonRow[] {
  const key = `${kind.meter} ${kind.window}`;
  const rows: ComparisonRow[] = [
    {
      key,
      title: limitTitle(kind),
      value: (plan) => (plan.custom ? "contract" : <Amount limit={limitOf(plan, kind)} />),
    },
  ];
  if (!atLimitShared) rows.push(atLimitRow(kind));
  if (plans.some((plan) => limitOf(plan, kind)?.overage)) {
    rows.push({
      key: `${key} beyond`,
      title: "Beyond it",
      value: (plan) => {
        const limit = limitOf(plan, kind);
        return plan.custom ? "contract" : ((limit && overageWords(limit)) ?? "–");
      },
    });
  }
  return rows;
}

function Amount({ limit }: { limit: PricingLimit | undefined }) {
  if (!limit) return "–";
  if (limit.amount !== null) return countedAmount(limit.amount, limit.unit);
  return (
    <>
      <span aria-hidden>∞</span>
      <span className="sr-only">unlimited</span>
    </>
  );
}

function featureRows(model: PricingModel): ComparisonRow[] {
  return model.features.map((feature) => ({
    key: feature.slug,
    title: feature.name,
    value: (plan) => <YesNo yes={plan.features.includes(feature.slug)} />,
  }));
}

function YesNo({ yes }: { yes: boolean }) {
  if (!yes) return <span className="text-muted-foreground">No</span>;
  return (
    <>
      <Check aria-hidden className="ml-auto size-4 text-success-text" />
      <span className="sr-only">Yes</span>
    </>
  );
}
