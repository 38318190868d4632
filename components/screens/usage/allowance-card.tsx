import {
  Activity,
  CircleCheck,
  Gauge,
  Hand,
  HardDrive,
  Infinity as InfinityIcon,
  Sparkles,
  TrendingUp,
  TriangleAlert,
  Users,
  type LucideIcon,
} from "lucide-react";
import { shownPlural } from "@/lib/kernel/units";
import { formatDate, formatDateTime, formatMoney, formatTime, type UsageLevel } from "../../format";
import { Badge, type Tone } from "../../ui/badge";
import { Card, CardTitle } from "../../ui/card";
import { cn } from "../../ui/cn";
import { Description, DescriptionList } from "../../ui/description-list";
import { fillOf, type Projection } from "../../usage-math";
import { counted, countedNumber } from "../../weir/level-text";
import { Meter } from "../../weir/meter";
import { allowancePhrase, allowanceSentence, forecastOf } from "./forecast";
import type { Allowance } from "./model";

const METER_ICON: Record<string, LucideIcon> = {
  api_calls: Activity,
  ai_tokens: Sparkles,
  storage_gb: HardDrive,
  seats: Users,
};

const LEVEL_INK: Record<UsageLevel, string> = {
  ok: "text-success-text",
  warn: "text-warning-text",
  critical: "text-danger-text",
  none: "text-muted-foreground",
};

/** Ink of a level's words: the 700 step in light, which passes on card and on its own tint. */
export function levelInk(level: UsageLevel): string {
  return LEVEL_INK[level];
}

interface LevelWord {
  word: string;
  tone: Tone;
  icon: LucideIcon;
}

type LevelOf = Pick<Allowance, "used" | "limit" | "policy" | "gauge">;

/** The state of an allowance in one word with its icon: never colour alone. */
export function levelWord(allowance: LevelOf): LevelWord {
  const { level } = fillOf(allowance.used, allowance.limit);
  if (allowance.limit === null) return { word: "Unlimited", tone: "neutral", icon: InfinityIcon };
  if (allowance.used > allowance.limit && allowance.policy === "METERED") {
    return { word: "Overage, billed", tone: "danger", icon: TrendingUp };
  }
  if (allowance.used >= allowance.limit) return { word: "Limit reached", tone: "danger", icon: Hand };
  // Where nothing runs out, nobody is on a track.
  if (allowance.gauge && level !== "ok") return { word: "Nearly full", tone: "warning", icon: TriangleAlert };
  if (allowance.gauge) return { word: "Within its limit", tone: "success", icon: CircleCheck };
  if (level === "critical") return { word: "Almost out", tone: "danger", icon: TriangleAlert };
  if (level === "warn") return { word: "Nearly there", tone: "warning", icon: TriangleAlert };
  return { word: "On track", tone: "success", icon: CircleCheck };
}

/** The badge of an allowance's state. */
export function LevelBadge({ allowance }: { allowance: LevelOf }) {
  const { word, tone, icon } = levelWord(allowance);
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}

/** One allowance: figure, meter, the date it runs out, and the facts around it. */
export function AllowanceCard({ allowance, asOf, timeZone }: { allowance: Allowance; asOf: string; timeZone: string }) {
  const forecast = forecastOf(allowance, asOf);
  const { percent, level } = fillOf(allowance.used, allowance.limit);
  const Icon = METER_ICON[allowance.meter] ?? Gauge;
  const phrase = allowancePhrase(allowance);
  return (
    <Card className="grid content-start gap-4" aria-label={`${allowance.name} ${phrase}`}>
      <div className="flex items-center justify-between gap-2">
        <CardTitle className="flex min-w-0 items-center gap-2">
          <Icon aria-hidden className="size-4 shrink-0 text-muted-foreground" />
          {allowance.name}
        </CardTitle>
        <LevelBadge allowance={allowance} />
      </div>
      <div>
        <div className="flex items-baseline justify-between gap-2">
          <span className="min-w-0 text-3xl font-semibold num">{countedNumber(allowance.used, allowance.unit)}</span>
          {percent === null ? null : (
            <span className={cn("text-base font-medium whitespace-nowrap num", levelInk(level))}>{percent}%</span>
          )}
        </div>
        <p className="text-muted-foreground num">
          {allowance.limit === null
            ? `${shownPlural(allowance.unit)} ${phrase}`
            : `of ${counted(allowance.limit, allowance.unit)} ${phrase}`}
        </p>
        <div className="mt-1">
          <Meter
            label={`${allowance.name} ${phrase}`}
            used={allowance.used}
            limit={allowance.limit}
            unit={allowance.unit}
            policy={allowance.policy}
            projected={forecast.kind === "steady" ? forecast.atReset : null}
          />
        </div>
      </div>
      <p className={cn("min-h-10 font-medium text-pretty num", sentenceInk(level, forecast, allowance.used))}>
        {allowanceSentence(allowance, asOf, timeZone)}
      </p>
      <AllowanceFacts allowance={allowance} forecast={forecast} asOf={asOf} timeZone={timeZone} />
    </Card>
  );
}

/** A sentence that forecasts nothing takes no state's colour. */
function sentenceInk(level: UsageLevel, forecast: Projection, used: number): string {
  const forecasts = level !== "ok" || (forecast.kind === "steady" && used > 0);
  return levelInk(forecasts ? level : "none");
}

interface FactsProps {
  allowance: Allowance;
  forecast: Projection;
  asOf: string;
  timeZone: string;
}

function AllowanceFacts({ allowance, forecast, asOf, timeZone }: FactsProps) {
  const never = allowance.gauge === "level" ? "Never; the latest value stands" : "Never; everything counts";
  const resets = allowance.resetsAt === null ? never : formatDateTime(allowance.resetsAt, timeZone);
  return (
    <DescriptionList>
      <Description term="Resets">{resets}</Description>
      {allowance.resetsAt === null || allowance.gauge ? null : (
        <Description term={projectedTerm(allowance, forecast)}>{projectedText(allowance, forecast)}</Description>
      )}
      {allowance.overage ? (
        <Description term="Overage so far">
          {formatMoney(allowance.overage.costSoFar)}
          <span className="block text-xs text-muted-foreground">
            {formatMoney(allowance.overage.price)} per {counted(allowance.overage.per, allowance.unit)}
          </span>
        </Description>
      ) : null}
      {allowance.raisedUntil ? (
        <Description term="Raised for you">until {formatDate(allowance.raisedUntil, timeZone)}</Description>
      ) : null}
      <Description term={allowance.gauge ? "Last reported" : "Last counted"}>
        {lastCountedText(allowance.lastCountedAt, asOf, timeZone)}
      </Description>
    </DescriptionList>
  );
}

/** A hard stop never lets the count pass the limit: what is projected beyond it is wanted, not reached. */
function projectedTerm(allowance: Allowance, forecast: Projection): string {
  if (forecast.kind === "tooEarly" || allowance.policy !== "HARD_STOP" || allowance.limit === null)
    return "Projected at reset";
  return (forecast.atReset ?? allowance.used) > allowance.limit ? "Wanted by the reset" : "Projected at reset";
}

function projectedText(allowance: Allowance, forecast: Projection): string {
  if (forecast.kind === "tooEarly") return "Too early to say";
  return counted(forecast.atReset ?? allowance.used, allowance.unit);
}

function lastCountedText(iso: string | null, asOf: string, timeZone: string): string {
  if (iso === null) return "Nothing yet";
  const today = formatDate(iso, timeZone) === formatDate(asOf, timeZone);
  return today ? `Today, ${formatTime(iso, timeZone)}` : formatDateTime(iso, timeZone);
}
