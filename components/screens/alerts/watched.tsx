import { percentUsed } from "../../format";
import { cn } from "../../ui/cn";
import { meterGeometry } from "../../usage-math";
import { counted } from "../../weir/level-text";
import { Meter } from "../../weir/meter";
import { allowancePhrase } from "../usage/forecast";
import { labelled } from "./threshold-labels";
import type { ReadyAlerts, WatchedAllowance } from "./model";

/** How far apart labels must be to be read, in percent of the meter's width, at a desk and on a phone. */
const GAP = { wide: 5, narrow: 13 };

/** Each allowance that can alert, with the thresholds that are told of as marks under it. */
export function Watched({ model }: { model: ReadyAlerts }) {
  if (model.allowances.length === 0)
    return (
      <p className="text-muted-foreground">
        Every allowance of this plan is unlimited, so no threshold is ever passed. Alerts begin with the first finite
        one.
      </p>
    );
  return (
    <ul className="grid gap-4">
      {model.allowances.map((allowance) => (
        <li key={`${allowance.meter} ${allowance.window}`}>
          <OneAllowance allowance={allowance} thresholds={model.thresholds} />
        </li>
      ))}
    </ul>
  );
}

function OneAllowance({ allowance, thresholds }: { allowance: WatchedAllowance; thresholds: readonly number[] }) {
  const { name, used, limit, unit, policy } = allowance;
  const phrase = allowancePhrase(allowance);
  const { wallAt } = meterGeometry({ used, limit, projected: null, spills: policy === "METERED" });
  return (
    <div>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="font-medium">
          {name} <span className="font-normal text-muted-foreground">{phrase}</span>
        </span>
        <span className="text-muted-foreground num">
          {percentUsed(used, limit)}% of {counted(limit, unit)}
        </span>
      </div>
      <div className="mt-1">
        <Meter label={`${name} ${phrase}`} used={used} limit={limit} unit={unit} policy={policy} />
      </div>
      <Thresholds thresholds={thresholds} wallAt={wallAt} />
    </div>
  );
}

function Thresholds({ thresholds, wallAt }: { thresholds: readonly number[]; wallAt: number }) {
  const wide = labelled(thresholds, wallAt, GAP.wide);
  const narrow = labelled(thresholds, wallAt, GAP.narrow);
  return (
    <div aria-hidden className="relative mt-1 h-5 text-xs text-muted-foreground num">
      {thresholds.map((threshold) => (
        <span
          key={threshold}
          className="absolute flex -translate-x-1/2 flex-col items-center"
          style={{ left: `${(wallAt * threshold) / 100}%` }}
        >
          <span className="h-1 w-px bg-muted-foreground" />
          <span className={cn(!wide.has(threshold) && "hidden", !narrow.has(threshold) && "max-sm:hidden")}>
            {threshold}%
          </span>
        </span>
      ))}
    </div>
  );
}
