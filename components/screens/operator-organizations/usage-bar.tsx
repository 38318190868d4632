import { percentUsed } from "@/components/format";
import { CellSub } from "@/components/ui/table";
import { countedAmount, countedNumber } from "@/components/weir/level-text";
import { MeterSmall } from "@/components/weir/meter";
import type { OrganizationRow } from "./model";

type Fullest = NonNullable<OrganizationRow["fullest"]>;

/** When it is about; what never resets is about no time. */
const WINDOW: Readonly<Record<Fullest["window"], string>> = {
  DAY: " today",
  MONTH: " this month",
  BILLING_PERIOD: " this period",
  LIFETIME: "",
};

/** The allowance of which the largest share is used: a bar, its percentage, and what it is about. */
export function UsageBar({ fullest }: { fullest: Fullest }) {
  const { meter, window, unit, used, limit, policy } = fullest;
  return (
    <div className="w-full max-w-56 min-w-0">
      <MeterSmall label={`${meter}${WINDOW[window]}`} used={used} limit={limit} unit={unit} policy={policy} />
      <CellSub className="break-words">
        {meter}
        {WINDOW[window]}: {countedNumber(used, unit)} of {countedAmount(limit, unit)}, {percentUsed(used, limit)}%
      </CellSub>
    </div>
  );
}
