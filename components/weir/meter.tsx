import type { CSSProperties } from "react";
import type { UsageLevel } from "../format";
import { fillOf, meterGeometry, type MeterGeometry } from "../usage-math";
import { levelText, type UnitName } from "./level-text";

/** What the wall does at the limit: a solid one refuses, a slotted one lets pass and bills. */
export type MeterPolicy = "HARD_STOP" | "METERED";

export interface MeterProps {
  /** What is metered, in words: "API calls today". */
  label: string;
  /** Whole units counted in the window. */
  used: number;
  /** Whole units allowed in the window; null where the plan writes "unlimited". */
  limit: number | null;
  unit: UnitName;
  policy: MeterPolicy;
  /** Demand expected at the reset, not capped at the limit; null where nothing can be said yet. */
  projected?: number | null;
  size?: "regular" | "small";
}

/** Sizes of the parts in pixels; the small meter stands in the sidebar and in table rows. */
const MEASURES = {
  regular: { height: 24, base: 4, pool: 12, gap: 4, waterline: 2, wall: 18, wallWidth: 4, channel: 6, slot: 4 },
  small: { height: 12, base: 0, pool: 6, gap: 2, waterline: 1, wall: 10, wallWidth: 2, channel: 2, slot: 2 },
} as const;

type Measures = (typeof MEASURES)[keyof typeof MEASURES];

const BAR_COLOUR: Record<UsageLevel, string> = {
  ok: "var(--success)",
  warn: "var(--warning)",
  critical: "var(--danger)",
  none: "var(--chart-5)",
};

/**
 * A pool that fills up to a wall. The wall tells the policy: solid refuses, slotted bills, absent means unlimited.
 * The tint with the dashed top is where the pace leads by the reset; overage runs in the channel behind an open wall.
 * Colour only repeats what the value text says; put the word and its icon beside the meter (see LevelBadge).
 */
export function Meter({ label, used, limit, unit, policy, projected = null, size = "regular" }: MeterProps) {
  const measures = MEASURES[size];
  const geometry = meterGeometry({ used, limit, projected, spills: policy === "METERED" });
  const { level } = fillOf(used, limit);
  const frame: CSSProperties = { height: measures.height, ["--bar" as string]: BAR_COLOUR[level] };
  const text = levelText(used, limit, unit);
  const shared = { className: "relative forced-color-adjust-none", style: frame, "data-level": level };

  if (limit === null) {
    return (
      <div role="img" aria-label={`${label}: ${text}`} data-policy="none" {...shared}>
        <UnlimitedPool geometry={geometry} measures={measures} />
      </div>
    );
  }
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(limit, used)}
      aria-valuenow={used}
      aria-valuetext={text}
      data-policy={policy}
      {...shared}
    >
      <Pool geometry={geometry} measures={measures} />
      <Channel geometry={geometry} measures={measures} />
      <Wall at={geometry.wallAt} measures={measures} slotted={policy === "METERED"} />
      {size === "regular" ? <Ruler wallAt={geometry.wallAt} /> : null}
    </div>
  );
}

/** The meter at 12 px, without its ruler. */
export function MeterSmall(props: Omit<MeterProps, "size">) {
  return <Meter {...props} size="small" />;
}

function Pool({ geometry, measures }: { geometry: MeterGeometry; measures: Measures }) {
  const width = `calc(${geometry.wallAt}% - ${measures.gap}px)`;
  return (
    <span
      className="absolute left-0 block overflow-hidden rounded-l-xs bg-channel"
      style={{ width, bottom: measures.base, height: measures.pool }}
    >
      <Water geometry={geometry} measures={measures} />
      <Pace geometry={geometry} measures={measures} />
    </span>
  );
}

function Water({ geometry, measures }: { geometry: MeterGeometry; measures: Measures }) {
  const paint: CSSProperties = {
    width: `${geometry.level}%`,
    minWidth: 2,
    background: "var(--bar)",
    borderTop: `${measures.waterline}px solid color-mix(in srgb, var(--bar) 78%, var(--wall))`,
  };
  return <span className="absolute inset-y-0 left-0 block" style={paint} />;
}

function Pace({ geometry, measures }: { geometry: MeterGeometry; measures: Measures }) {
  const width = geometry.projected - geometry.level;
  if (width <= 0) return null;
  const dashes =
    "repeating-linear-gradient(90deg, color-mix(in srgb, var(--bar) 60%, transparent) 0 4px, transparent 4px 8px)";
  const paint: CSSProperties = {
    left: `${geometry.level}%`,
    width: `${width}%`,
    background: `${dashes} top / 100% ${measures.waterline}px no-repeat, color-mix(in srgb, var(--bar) 16%, transparent)`,
  };
  return <span className="absolute inset-y-0 block" style={paint} />;
}

function Channel({ geometry, measures }: { geometry: MeterGeometry; measures: Measures }) {
  return (
    <span
      className="absolute right-0 block overflow-hidden rounded-r-xs bg-channel"
      style={{
        left: `calc(${geometry.wallAt}% + ${measures.gap}px)`,
        bottom: measures.base,
        height: measures.channel,
      }}
    >
      <span
        className="absolute inset-y-0 left-0 block"
        style={{
          width: `${geometry.spillProjected}%`,
          background: "color-mix(in srgb, var(--bar) 36%, transparent)",
        }}
      />
      <span
        className="absolute inset-y-0 left-0 block"
        style={{ width: `${geometry.spill}%`, background: "var(--bar)" }}
      />
    </span>
  );
}

function Wall({ at, measures, slotted }: { at: number; measures: Measures; slotted: boolean }) {
  const slots = `repeating-linear-gradient(180deg, var(--wall) 0 ${measures.slot}px, transparent ${measures.slot}px ${measures.slot * 1.75}px)`;
  const paint: CSSProperties = {
    left: `${at}%`,
    bottom: measures.base,
    width: measures.wallWidth,
    height: measures.wall,
    marginLeft: -measures.wallWidth / 2,
    background: slotted ? slots : "var(--wall)",
    borderRadius: slotted ? 0 : 1,
  };
  return <span className="absolute block" style={paint} />;
}

function Ruler({ wallAt }: { wallAt: number }) {
  const paint: CSSProperties = {
    width: `calc(${wallAt}% - 2px)`,
    bottom: -2,
    background: "repeating-linear-gradient(90deg, var(--gauge) 0 1px, transparent 1px 10%)",
  };
  return <span className="absolute left-0 block h-1 opacity-80" style={paint} />;
}

function UnlimitedPool({ geometry, measures }: { geometry: MeterGeometry; measures: Measures }) {
  const fade = "linear-gradient(90deg, #000 60%, transparent)";
  return (
    <span
      className="absolute left-0 block w-full overflow-hidden rounded-xs bg-channel"
      style={{ bottom: measures.base, height: measures.pool, maskImage: fade, WebkitMaskImage: fade }}
    >
      <Water geometry={geometry} measures={measures} />
    </span>
  );
}
