/** What the gate does: lets calls pass over the crest, holds them back, or stands in a dry channel. */
export type Gate = "pass" | "up" | "dry";

export interface SectionViewProps {
  gate: Gate;
  /** How full the pond is, 0 to 100; the drawing keeps a readable depth at both ends. */
  level?: number;
  /** Written on the water: "6,120 of 10,000 used". */
  caption?: string;
  /** What a screen reader hears instead of the drawing. */
  label: string;
  className?: string;
}

/** Depth of the pond in pixels. A full pond stands level with the crest of the lowered gate. */
const DEEPEST = 64;
const SHALLOWEST = 28;
const DRY = 16;

/** Height of the drawing, and how far the crest of a lowered gate lies below the surface that passes over it. */
const FLOOR = 88;
const OVER_CREST = 16;
const DRY_CREST = 40;

/** Where the gate's crest stands, from the top. A lowered gate rises with the water; a closed one stands above it. */
function crestOf(gate: Gate, depth: number): number {
  if (gate === "up") return 0;
  return gate === "dry" ? DRY_CREST : FLOOR - depth + OVER_CREST;
}

const LAYERS =
  "repeating-linear-gradient(180deg, transparent 0 14px, color-mix(in srgb, var(--primary) 22%, transparent) 14px 16px), var(--accent)";

/** A cut through the weir: pond on the left, gate in the middle, the run behind it on the right. */
export function SectionView({ gate, level = 100, caption, label, className }: SectionViewProps) {
  const depth = gate === "dry" ? DRY : Math.round(SHALLOWEST + ((DEEPEST - SHALLOWEST) * clampPercent(level)) / 100);
  return (
    <div
      role="img"
      aria-label={label}
      data-gate={gate}
      className={`num relative grid w-full grid-cols-[minmax(0,1fr)_120px] items-end gap-1 overflow-hidden border-b-2 border-gauge text-xs ${gate === "dry" ? "h-[58px]" : "h-[90px]"} ${className ?? ""}`}
    >
      {gate === "dry" ? <span /> : <Pond depth={depth} caption={caption} />}
      <svg
        width="120"
        height="88"
        viewBox="0 0 120 88"
        fill="none"
        aria-hidden="true"
        className="block overflow-visible"
      >
        <path d={`M4 ${crestOf(gate, depth)}V88`} stroke="var(--wall)" strokeWidth="8" />
        {gate === "pass" ? <Run depth={depth} /> : null}
      </svg>
      {gate === "dry" ? null : (
        <span className="absolute right-0 bottom-6 text-muted-foreground">
          {gate === "up" ? "none pass" : "calls pass"}
        </span>
      )}
    </div>
  );
}

function Pond({ depth, caption }: { depth: number; caption: string | undefined }) {
  return (
    <div className="border-t-2 border-primary px-2" style={{ height: depth, background: LAYERS }}>
      {caption ? (
        <span className="inline-block bg-accent pr-2 font-medium whitespace-nowrap text-accent-foreground">
          {caption}
        </span>
      ) : null}
    </div>
  );
}

/** The water that goes over the crest. It leaves the pond at its surface and falls to the run. */
function Run({ depth }: { depth: number }) {
  const surface = FLOOR - depth + 1;
  return (
    <>
      <path d={`M-8 ${surface}H8C40 ${surface} 28 73 64 73H124`} stroke="var(--primary)" strokeWidth="2" />
      <path d="M64 81H120" stroke="var(--primary)" strokeOpacity=".3" strokeWidth="2" />
    </>
  );
}

function clampPercent(level: number): number {
  return Math.min(100, Math.max(0, level));
}

/** Pond layers of the large drawing: y of each line in its 640 × 800 field, and how strongly it shows. */
const LARGE_LAYERS = Array.from({ length: 13 }, (_, index) => ({ y: 286 + 36 * index, opacity: 0.85 - 0.05 * index }));
const LARGE_TICKS = Array.from({ length: 26 }, (_, index) => ({
  y: 272 + 18 * index,
  length: index % 5 === 0 ? 14 : 7,
}));

/**
 * The section view at the size of half a page, for the side of the sign-in form. Decoration: hidden from readers,
 * the same deep blue in both themes. Fills its parent.
 */
export function SectionViewLarge({ className }: { className?: string }) {
  return (
    <div
      aria-hidden="true"
      className={`relative h-full w-full overflow-hidden bg-[#0a2a3d] dark:bg-[#0a1a25] ${className ?? ""}`}
    >
      <svg
        viewBox="0 0 640 800"
        preserveAspectRatio="xMidYMid slice"
        fill="none"
        className="absolute inset-0 block h-full w-full"
      >
        <path d="M-20 250H384C484 250 436 640 528 640H680" stroke="#7cc4ea" strokeWidth="4" strokeLinecap="round" />
        {LARGE_LAYERS.map(({ y, opacity }) => (
          <path key={y} d={`M-20 ${y}H368`} stroke="#3a82ab" strokeWidth="2" opacity={opacity.toFixed(2)} />
        ))}
        <path d="M500 676H680" stroke="#3a82ab" strokeWidth="2" opacity="0.55" />
        <path d="M508 712H680" stroke="#3a82ab" strokeWidth="2" opacity="0.4" />
        <path d="M516 748H680" stroke="#3a82ab" strokeWidth="2" opacity="0.25" />
        <rect x="384" y="272" width="12" height="560" rx="2" fill="#e4f1f9" />
        {LARGE_TICKS.map(({ y, length }) => (
          <path key={y} d={`M400 ${y}h${length}`} stroke="#5c7f94" strokeWidth="2" />
        ))}
      </svg>
    </div>
  );
}
