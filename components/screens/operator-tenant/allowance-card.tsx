import { CircleCheck, CircleSlash } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Card, CardHead } from "@/components/ui/card";
import { counted, countedNumber } from "@/components/weir/level-text";
import { MeterSmall } from "@/components/weir/meter";
import type { ReadyTenant, TenantLimit } from "./model";
import { PER } from "./words";

/** What the organization may do now: each limit with where it stands and where it comes from, and its features. */
export function AllowanceCard({ model: { limits, features } }: { model: ReadyTenant }) {
  return (
    <Card aria-label="Allowances">
      <CardHead title="Allowances" description="In production, as the plan and its exceptions have it now" />
      {limits.length === 0 ? (
        <p className="mt-4 text-muted-foreground">No meter is included: every metered call is refused.</p>
      ) : (
        <ul className="mt-4 grid gap-4">
          {limits.map((limit) => (
            <li key={`${limit.meter} ${limit.window}`}>
              <Allowance limit={limit} />
            </li>
          ))}
        </ul>
      )}
      {features.length > 0 ? (
        <ul aria-label="Features" className="mt-6 flex flex-wrap gap-2">
          {features.map(({ slug, name, enabled, source }) => (
            <li key={slug}>
              <Badge tone={enabled ? "success" : "neutral"} icon={enabled ? CircleCheck : CircleSlash}>
                {name} {enabled ? "on" : "off"}
                {source === "override" ? ", by exception" : ""}
              </Badge>
            </li>
          ))}
        </ul>
      ) : null}
    </Card>
  );
}

function Allowance({ limit: one }: { limit: TenantLimit }) {
  const { name, window, unit, used, limit, policy } = one;
  const amount =
    limit === null ? `${counted(used, unit)}, no limit` : `${countedNumber(used, unit)} of ${counted(limit, unit)}`;
  return (
    <>
      <p className="mb-1 flex flex-wrap justify-between gap-x-4">
        <span>{name}</span>
        <span className="num">
          {amount} {PER[window]}
        </span>
      </p>
      <MeterSmall label={`${name} ${PER[window]}`} used={used} limit={limit} unit={unit} policy={policy} />
      {one.source === "override" ? (
        <p className="mt-1 text-xs text-muted-foreground num">By exception; the plan gives {one.planGives}.</p>
      ) : null}
    </>
  );
}
