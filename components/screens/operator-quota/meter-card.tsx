import { CircleCheck, CircleDashed, CircleSlash, Database, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { formatCount, formatDateTime, formatUnits } from "@/components/format";
import { Badge } from "@/components/ui/badge";
import { Card, CardHead } from "@/components/ui/card";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { MeterPanel, PanelWindow, ProofModel, QuotaPanelActions } from "./model";
import { countedAmount, type UnitName } from "@/components/weir/level-text";
import { MeterTools } from "./meter-tools";

interface MeterCardProps {
  meter: MeterPanel;
  proof: ProofModel | undefined;
  mayReconcile: boolean;
  actions: QuotaPanelActions;
}

/** One meter in four steps: what it is entitled to, what that limits, what is counted, what is written. */
export function MeterCard({ meter, proof, mayReconcile, actions }: MeterCardProps) {
  return (
    <Card flush aria-label={meter.name}>
      <CardHead
        flush
        title={meter.name}
        description={`One more unit ${meter.decision.words}.`}
        aside={<Agreement meter={meter} />}
      />
      <div className="grid gap-x-8 border-t lg:grid-cols-2">
        <Step name="Entitlement">
          <Entitlement meter={meter} />
        </Step>
        <Step name="Limit">
          <Limits meter={meter} />
        </Step>
      </div>
      <div className="border-t">
        <StepName className="px-4 pt-4 sm:px-6">Counter</StepName>
        <p className="px-4 pb-2 text-muted-foreground sm:px-6">{counterWords(meter)}</p>
        {meter.windows.length > 0 ? <Windows windows={meter.windows} unit={meter.unit} /> : null}
      </div>
      <Step name="Facts" className="border-t">
        <Facts meter={meter} />
      </Step>
      <MeterTools meter={meter} proof={proof} mayReconcile={mayReconcile} actions={actions} />
    </Card>
  );
}

function Agreement({ meter }: { meter: MeterPanel }) {
  const drift = meter.windows.reduce((most, w) => Math.max(most, Math.abs(w.drift ?? 0)), 0);
  if (drift > 0)
    return (
      <Badge tone="danger" icon={TriangleAlert}>
        Drift of {countedAmount(drift, meter.unit)}
      </Badge>
    );
  if (meter.counter === "postgres") return <Badge icon={Database}>Decided in Postgres</Badge>;
  if (meter.counter !== "current" || meter.windows.every((w) => w.drift === null))
    return <Badge icon={CircleDashed}>{meter.counter === "current" ? "In flight" : "No counter"}</Badge>;
  return (
    <Badge tone="success" icon={CircleCheck}>
      Counter agrees
    </Badge>
  );
}

function Step({ name, className, children }: { name: string; className?: string; children: ReactNode }) {
  return (
    <div className={`grid content-start gap-2 p-4 sm:px-6 ${className ?? ""}`}>
      <StepName>{name}</StepName>
      {children}
    </div>
  );
}

const StepName = ({ className, children }: { className?: string; children: ReactNode }) => (
  <h3 className={`font-semibold ${className ?? ""}`}>{children}</h3>
);

function Entitlement({ meter }: { meter: MeterPanel }) {
  const { feature } = meter;
  return (
    <>
      <p>{meter.plan ? `Plan ${meter.plan}` : "No plan"}</p>
      {feature ? (
        <p className="flex flex-wrap items-center gap-2">
          <span>
            Needs <code>{feature.slug}</code>
          </span>
          <Badge
            tone={feature.enabled ? "success" : "danger"}
            icon={feature.enabled ? CircleCheck : CircleSlash}
          >{`${feature.enabled ? "On" : "Off"}, from the ${feature.source}`}</Badge>
        </p>
      ) : null}
      {meter.overrides.map((o) => (
        <div key={`${o.about} ${o.createdAt}`} className="border-l-2 pl-3">
          <p>
            {o.about}: “{o.reason}”
          </p>
          <p className="text-xs text-muted-foreground num">
            {o.author}, {formatDateTime(o.createdAt, "UTC")},{" "}
            {o.expiresAt ? `ends ${formatDateTime(o.expiresAt, "UTC")}` : "no end"}
          </p>
        </div>
      ))}
    </>
  );
}

function Limits({ meter }: { meter: MeterPanel }) {
  if (meter.limits.length === 0) return <p>None: the meter is not in the plan, and every call is refused.</p>;
  return (
    <ul className="grid gap-2">
      {meter.limits.map((limit) => (
        <li key={limit.window}>
          <span className="num">{limit.limit === null ? "Unlimited" : countedAmount(limit.limit, meter.unit)}</span> per{" "}
          {limit.window}, {limit.policy === "METERED" ? "metered beyond" : "hard stop"}
          <span className="block text-xs text-muted-foreground">
            from the {limit.source}
            {limit.planGives ? `; the plan gives ${limit.planGives}` : ""}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Where a window never resets, its fence is good until a year that nobody sees. */
const NO_END = "9000";

function counterWords({ fence, counter }: MeterPanel): string {
  const { validUntil } = fence;
  const until = validUntil
    ? validUntil >= NO_END
      ? "valid without end"
      : `valid until ${formatDateTime(validUntil, "UTC")}`
    : "not valid yet";
  const redis = {
    current: "Redis has it",
    behind: "Redis is behind; the next call rebuilds it",
    none: "Redis has none; the next call builds it from the log",
    away: "Redis is away; Postgres counts alone",
    postgres: "Each value is decided in Postgres; Redis is filled again by whoever reads it",
  }[counter];
  return `Fence ${fence.id}, generation ${formatUnits(fence.generation)}, ${until}. ${redis}.`;
}

function Windows({ windows, unit }: { windows: readonly PanelWindow[]; unit: UnitName }) {
  return (
    <Table className="border-t">
      <TableHead>
        <tr>
          <ColumnHead>Window</ColumnHead>
          <ColumnHead numeric>Log</ColumnHead>
          <ColumnHead numeric className="max-sm:hidden">
            Holds
          </ColumnHead>
          <ColumnHead numeric>Counter</ColumnHead>
          <ColumnHead numeric>Drift</ColumnHead>
        </tr>
      </TableHead>
      <TableBody>
        {windows.map((w) => (
          <TableRow key={w.window}>
            <RowHead>
              {w.window}
              <CellSub>{w.limit === null ? "unlimited" : `of ${countedAmount(w.limit, unit)}`}</CellSub>
              {w.ceiling === null ? null : <CellSub>spend limit stops at {countedAmount(w.ceiling, unit)}</CellSub>}
              <CellSub className="sm:hidden">{countedAmount(w.held, unit)} held</CellSub>
            </RowHead>
            <Cell numeric>
              {countedAmount(w.logged, unit)}
              <CellSub>{formatCount(w.events, "event", "events")}</CellSub>
            </Cell>
            <Cell numeric className="max-sm:hidden">
              {countedAmount(w.held, unit)}
            </Cell>
            <Cell numeric>
              {w.counter ? countedAmount(w.counter.used, unit) : "–"}
              {w.counter && w.counter.pending > 0 ? (
                <CellSub>{countedAmount(w.counter.pending, unit)} in flight</CellSub>
              ) : null}
            </Cell>
            <Cell numeric className={w.drift ? "font-semibold text-danger-text" : undefined}>
              {w.drift === null ? "–" : countedAmount(w.drift, unit)}
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function Facts({ meter }: { meter: MeterPanel }) {
  return (
    <>
      {meter.events.length === 0 ? (
        <p className="text-muted-foreground">
          {meter.logFrom ? "No event is in the log." : "No event was ever counted."}
        </p>
      ) : (
        <ul className="grid gap-1">
          {meter.events.map((event) => (
            <li key={event.id} className="flex flex-wrap justify-between gap-x-4">
              <code className="min-w-0 break-all">{event.key}</code>
              <span className="text-muted-foreground num">
                {countedAmount(event.units, meter.unit)} by {event.source}, {formatDateTime(event.countedAt, "UTC")}
              </span>
            </li>
          ))}
        </ul>
      )}
      {meter.logFrom ? (
        <p className="text-muted-foreground">
          Events before {formatDateTime(meter.logFrom, "UTC")} have left the log. Their sums are counted, and their keys
          keep their answers.
        </p>
      ) : null}
      {meter.lastRefusal ? (
        <p className="text-muted-foreground">
          <span className="font-medium text-foreground">
            Refused last, {formatDateTime(meter.lastRefusal.at, "UTC")}:
          </span>{" "}
          {meter.lastRefusal.message}
        </p>
      ) : null}
    </>
  );
}
