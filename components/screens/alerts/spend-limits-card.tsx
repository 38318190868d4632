"use client";

import { Ban, ShieldCheck, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { formatMoney } from "../../format";
import { Badge } from "../../ui/badge";
import { Note } from "../../ui/banner";
import { Button } from "../../ui/button";
import { Card, CardHead } from "../../ui/card";
import { Description, DescriptionList } from "../../ui/description-list";
import { counted, countedAmount } from "../../weir/level-text";
import { Meter } from "../../weir/meter";
import { windowPhrase } from "../usage/forecast";
import type { AlertsActions, IdleSpendLimit, ReadyAlerts, SpendLimitRow } from "./model";
import { RemoveButton } from "./remove-button";
import { SpendLimitDialog } from "./spend-limit-dialog";
import { consequence, priceWords } from "./words";

/** What usage beyond each allowance may cost: a wall, apart from the alerts, with the sentence that says what it does. */
export function SpendLimitsCard({ model, actions }: { model: ReadyAlerts; actions: AlertsActions }) {
  const [open, setOpen] = useState<string | null>(model.dialog?.meter ?? null);
  const row = model.spendLimits.find((each) => each.meter === open) ?? null;
  return (
    <Card aria-labelledby="spend-title" className="grid gap-6">
      <CardHead
        id="spend-title"
        title="Spend limit"
        description="Calls that would cost more are refused, exactly at the limit, until it is raised or the allowance resets."
      />
      {model.spendLimits.length === 0 ? (
        <p className="text-muted-foreground">
          This plan bills nothing beyond its allowances, so there is nothing to limit: calls stop at the allowance by
          themselves.
        </p>
      ) : null}
      {model.spendLimits.map((each) => (
        <OneLimit
          key={`${each.meter} ${each.window}`}
          row={each}
          mayManage={model.mayManage}
          onSet={() => setOpen(each.meter)}
          remove={actions.removeSpendLimit}
        />
      ))}
      {model.idle.map((each) => (
        <Idle key={each.meter} limit={each} mayManage={model.mayManage} remove={actions.removeSpendLimit} />
      ))}
      <SpendLimitDialog
        row={row}
        {...(model.dialog && model.dialog.meter === open ? { start: model.dialog } : {})}
        set={actions.setSpendLimit}
        onClose={() => setOpen(null)}
      />
    </Card>
  );
}

interface OneLimitProps {
  row: SpendLimitRow;
  mayManage: boolean;
  onSet(): void;
  remove: AlertsActions["removeSpendLimit"];
}

function OneLimit({ row, mayManage, onSet, remove }: OneLimitProps) {
  const reached = row.ceiling !== null && row.used >= row.ceiling;
  return (
    <section aria-label={`Spend limit of ${row.name}`} className="grid gap-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h3 className="font-medium">
          {row.name} <span className="font-normal text-muted-foreground">{windowPhrase(row.window)}</span>
        </h3>
        <Standing limited={row.limit !== null} reached={reached} />
      </div>
      {row.ceiling === null ? null : (
        <Meter
          label={`${row.name} up to the spend limit`}
          used={row.used}
          limit={row.ceiling}
          unit={row.unit}
          policy="HARD_STOP"
        />
      )}
      <DescriptionList>
        <Description term="Included">{counted(row.allowance, row.unit)}</Description>
        <Description term="Beyond that">{priceWords(row)}</Description>
        <Description term="Spent so far">
          {formatMoney(row.spent)}
          {row.limit ? ` of ${formatMoney(row.limit)}` : ""}
        </Description>
        <Description term="Used">{countedAmount(row.used, row.unit)}</Description>
      </DescriptionList>
      <p>{consequence(row)}</p>
      {mayManage ? (
        <div className="flex flex-wrap gap-2 max-sm:[&>*]:flex-auto">
          <Button onClick={onSet}>{row.limit ? "Change spend limit" : "Set spend limit"}</Button>
          {row.limit ? <RemoveButton meter={row.meter} name={row.name} remove={remove} /> : null}
        </div>
      ) : null}
    </section>
  );
}

function Standing({ limited, reached }: { limited: boolean; reached: boolean }) {
  if (reached)
    return (
      <Badge tone="danger" icon={Ban}>
        Calls refused
      </Badge>
    );
  return limited ? (
    <Badge tone="success" icon={ShieldCheck}>
      Limited
    </Badge>
  ) : (
    <Badge tone="neutral">No limit</Badge>
  );
}

const IDLE_WORDS: Readonly<Record<IdleSpendLimit["because"], string>> = {
  not_billed: "The present plan bills nothing beyond this allowance, so it waits.",
  other_currency:
    "The present plan is priced in another currency, so nothing beyond the allowance is admitted until it is set again or removed.",
};

function Idle({
  limit,
  mayManage,
  remove,
}: {
  limit: IdleSpendLimit;
  mayManage: boolean;
  remove: AlertsActions["removeSpendLimit"];
}) {
  return (
    <Note icon={TriangleAlert}>
      <span>
        {formatMoney(limit.limit)} for {limit.name}. {IDLE_WORDS[limit.because]}
      </span>
      {mayManage ? <RemoveButton meter={limit.meter} name={limit.name} remove={remove} /> : null}
    </Note>
  );
}
