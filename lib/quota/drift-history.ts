import type { Instant } from "@/lib/kernel/time";
import { ratioOf, type Drift } from "./drift";
import type { EngineParts } from "./engine";
import type { UsageEnvironment, WindowKind } from "./model";

/** How long a difference is shown as present: it is repaired at once, and whoever watches looks once a minute or so. */
export const DRIFT_SHOWN_MINUTES = 15;
const MAX_SHOWN = 100;

/** A difference between counter and log as it was found, and when it was repaired. */
export interface FoundDrift extends Drift {
  readonly organizationId: string;
  readonly environment: UsageEnvironment;
  readonly meter: string;
  /** |drift| as a share of the log. */
  readonly ratio: number;
  readonly foundAt: Instant;
  readonly repairedAt: Instant | null;
}

/** What the gauge shows. */
export interface DriftStanding {
  /** Σ |drift| found within the last minutes, and whatever is not repaired yet. */
  readonly units: number;
  readonly ratio: number;
  readonly openFences: number;
}

interface Row {
  organization_id: string;
  environment: UsageEnvironment;
  meter: string;
  kind: WindowKind;
  start: number;
  epoch: number;
  counted: number;
  logged: number;
  held: number;
  drift: number;
  found: number;
  repaired: number | null;
}

const ms = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::float8`;

/** Differences that were found, newest first: of one organization, or of all of them. At most 100. */
export async function readDrifts(
  engine: EngineParts,
  about: { readonly organizationId?: string | undefined; readonly limit?: number | undefined },
): Promise<FoundDrift[]> {
  const rows = await engine.pool.query<Row>(
    `select f.organization_id, f.environment, f.meter, d.kind, ${ms("d.starts_at")} as start, d.epoch::float8 as epoch, d.counted_units::float8 as counted,
            d.logged_units::float8 as logged, d.held_units::float8 as held, d.drift_units::float8 as drift, ${ms("d.found_at")} as found, ${ms("d.repaired_at")} as repaired
     from quota_drift d join usage_fence f on f.id = d.fence_id
     where $1::text is null or f.organization_id = $1 order by d.found_at desc, d.id desc limit $2::int`,
    [about.organizationId ?? null, Math.min(about.limit ?? MAX_SHOWN, MAX_SHOWN)],
  );
  return rows.map(({ organization_id, found, repaired, ...row }) => ({
    ...row,
    organizationId: organization_id,
    ratio: ratioOf(row),
    foundAt: found,
    repairedAt: repaired,
  }));
}

/** What has drifted lately, for gauge and tile. All zero is the promise. */
export async function readDriftStanding(engine: EngineParts): Promise<DriftStanding> {
  const [row] = await engine.pool.query<{ units: number; ratio: number; open: number }>(
    `select coalesce(sum(abs(drift_units)), 0)::float8 as units,
            coalesce(max(abs(drift_units)::float8 / greatest(1, logged_units + held_units)), 0)::float8 as ratio,
            count(distinct fence_id) filter (where repaired_at is null)::float8 as open
     from quota_drift where repaired_at is null or found_at > business_now() - $1::int * interval '1 minute'`,
    [DRIFT_SHOWN_MINUTES],
  );
  return { units: row?.units ?? 0, ratio: row?.ratio ?? 0, openFences: row?.open ?? 0 };
}
