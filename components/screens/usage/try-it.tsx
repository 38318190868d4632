"use client";

import { CircleCheck, Hand, Send, Waves, type LucideIcon } from "lucide-react";
import { useState, type FormEvent } from "react";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Card, CardTitle } from "../../ui/card";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { Segmented } from "../../ui/segmented";
import { Select } from "../../ui/select";
import { counted, countedNumber, type UnitName } from "../../weir/level-text";
import { SectionView, type Gate } from "../../weir/section-view";
import type { RefusalProblem } from "../paywall/model";
import type { GaugeKind } from "./model";

/** A meter that can be tried, and how full its tightest limit is now. */
export interface TryItMeter {
  meter: string;
  name: string;
  unit: UnitName;
  used: number;
  /** Null where the plan writes "unlimited". */
  limit: number | null;
  /** A metered wall lets everything pass and bills what is beyond. */
  policy: "HARD_STOP" | "METERED";
  /** A call reports a new value instead of adding units. */
  gauge?: GaugeKind;
}

/** The gate's answer to one call. `ms` is what the caller waited, in whole milliseconds. */
export type TryItAnswer =
  | { admitted: true; status: number; ms: number; used: number; limit: number | null; remaining: number | null }
  | { admitted: false; status: number; ms: number; problem: RefusalProblem }
  | { admitted: null; status: number; ms: number; message: string };

export interface TryItProps {
  meters: readonly [TryItMeter, ...TryItMeter[]];
  /** Sends one real call, which counts. Rejects only when nothing answered at all. */
  send(call: { meter: string; units: number }): Promise<TryItAnswer>;
  /** The answers so far, where they outlive this panel: the page draws it anew in another place once a call is counted. */
  tried?: TryItMemory;
  onTried?(tried: TryItMemory): void;
  /** Hears of every refusal with the gate's own words; the page opens the paywall. */
  onRefused?(problem: RefusalProblem): void;
}

/** What the panel has learnt so far. */
export interface TryItMemory {
  log: readonly LogLine[];
  levels: Readonly<Record<string, Level>>;
}

/** A memory in which nothing has been learnt. */
export const nothingTried: TryItMemory = { log: [], levels: {} };

interface LogLine {
  id: number;
  text: string;
  unit: UnitName;
  answer: TryItAnswer;
}

type UnitChoice = "1" | "10" | "custom";

const UNIT_CHOICES = [
  { value: "1", label: "1" },
  { value: "10", label: "10" },
  { value: "custom", label: "Custom" },
] as const;

function sendLabel({ gauge, unit }: TryItMeter, units: number | null): string {
  if (gauge) return units === null ? "Report a value" : `Report ${counted(units, unit)}`;
  return units === null || units === 1 ? "Send 1 call" : `Send 1 call of ${countedNumber(units, unit)} units`;
}

const LONGEST_LOG = 6;
const MOST_UNITS = 1_000_000_000;

/** Sends real calls through the gate and shows the water rise to the wall. Every admitted call counts. */
export function TryIt({ meters, send, tried, onTried, onRefused }: TryItProps) {
  const [meterSlug, setMeterSlug] = useState(meters[0].meter);
  const [choice, setChoice] = useState<UnitChoice>("1");
  const [custom, setCustom] = useState("100");
  const [own, setOwn] = useState<TryItMemory>(nothingTried);
  const { levels, log } = tried ?? own;
  const [sending, setSending] = useState(false);

  const meter = meters.find((one) => one.meter === meterSlug) ?? meters[0];
  const units = choice === "custom" ? wholeUnits(custom, meter) : Number(choice);
  const level = freshest(meter, levels[meter.meter]);

  async function press(event: FormEvent) {
    event.preventDefault();
    if (units === null || sending) return;
    setSending(true);
    const answer = await sendOnce(send, meter.meter, units);
    const now: TryItMemory = {
      levels: { ...levels, [meter.meter]: levelAfter(level, answer, meter) },
      log: [{ id: (log[0]?.id ?? 0) + 1, text: counted(units, meter.unit), unit: meter.unit, answer }, ...log].slice(
        0,
        LONGEST_LOG,
      ),
    };
    (onTried ?? setOwn)(now);
    setSending(false);
    if (answer.admitted === false) onRefused?.(answer.problem);
  }

  return (
    <Card aria-label="Try it" className="grid content-start gap-4">
      <div className="flex items-center justify-between gap-2">
        <CardTitle>Try it</CardTitle>
        <GateBadge level={level} />
      </div>
      <LevelView level={level} unit={meter.unit} />
      <form className="grid gap-4" onSubmit={press} noValidate>
        <Field label="Meter">
          {(control) => (
            <Select
              {...control}
              value={meterSlug}
              onValueChange={setMeterSlug}
              options={meters.map((one) => ({ value: one.meter, label: one.name }))}
            />
          )}
        </Field>
        <UnitsField choice={choice} onChoice={setChoice} custom={custom} onCustom={setCustom} meter={meter} />
        <div className="flex flex-wrap items-center justify-between gap-2">
          <Button type="submit" disabled={units === null} pending={sending} className="max-sm:w-full">
            {sending ? null : <Send aria-hidden />}
            {sendLabel(meter, units)}
          </Button>
          <span className="text-xs text-muted-foreground">Real calls: what passes counts.</span>
        </div>
      </form>
      <AnswerLog log={log} />
    </Card>
  );
}

interface Level {
  used: number;
  limit: number | null;
  policy: TryItMeter["policy"];
  /** The page's figure when this was learnt: when it changes (an upgrade, a reset), the page knows better. */
  pageUsed: number;
  pageLimit: number | null;
}

/** The newer of what the last answer told and what the page shows. After an upgrade the page's limit comes down first. */
function freshest(meter: TryItMeter, told: Level | undefined): Level {
  const page = {
    used: meter.used,
    limit: meter.limit,
    policy: meter.policy,
    pageUsed: meter.used,
    pageLimit: meter.limit,
  };
  if (!told) return page;
  const unchanged = told.pageUsed === meter.used && told.pageLimit === meter.limit && told.policy === meter.policy;
  return unchanged ? told : page;
}

function levelAfter(level: Level, answer: TryItAnswer, meter: TryItMeter): Level {
  const base = { ...level, pageUsed: meter.used, pageLimit: meter.limit };
  if (answer.admitted === true) return { ...base, used: answer.used, limit: answer.limit };
  if (answer.admitted === false) {
    return { ...base, used: answer.problem.current ?? level.used, limit: answer.problem.limit ?? level.limit };
  }
  return base;
}

async function sendOnce(send: TryItProps["send"], meter: string, units: number): Promise<TryItAnswer> {
  try {
    return await send({ meter, units });
  } catch {
    return { admitted: null, status: 0, ms: 0, message: "No answer; nothing is known to be counted." };
  }
}

/** A gauge may be reported at nothing; what is added is at least one. */
function wholeUnits(text: string, { gauge }: TryItMeter): number | null {
  if (!/^\d{1,10}$/u.test(text.trim())) return null;
  const units = Number(text);
  return units >= (gauge ? 0 : 1) && units <= MOST_UNITS ? units : null;
}

function gateOf(level: Level): Gate {
  const full = level.limit !== null && level.used >= level.limit;
  return full && level.policy === "HARD_STOP" ? "up" : "pass";
}

function GateBadge({ level }: { level: Level }) {
  if (gateOf(level) === "up") {
    return (
      <Badge tone="danger" icon={Hand}>
        Wall up
      </Badge>
    );
  }
  const billed = level.limit !== null && level.used >= level.limit;
  return (
    <Badge tone={billed ? "danger" : "success"} icon={billed ? Waves : CircleCheck}>
      {billed ? "Passes, billed" : "Calls pass"}
    </Badge>
  );
}

function LevelView({ level, unit }: { level: Level; unit: UnitName }) {
  const gate = gateOf(level);
  const used =
    level.limit === null
      ? `${countedNumber(level.used, unit)} used`
      : `${countedNumber(level.used, unit)} of ${countedNumber(level.limit, unit)} used`;
  const percent = level.limit === null ? 50 : level.limit === 0 ? 100 : (level.used * 100) / level.limit;
  return (
    <SectionView
      gate={gate}
      level={percent}
      caption={used}
      label={`${gate === "up" ? "The wall is up" : "Calls pass over the wall"}: ${used}`}
    />
  );
}

interface UnitsFieldProps {
  choice: UnitChoice;
  onChoice(choice: UnitChoice): void;
  custom: string;
  onCustom(text: string): void;
  meter: TryItMeter;
}

function UnitsField({ choice, onChoice, custom, onCustom, meter }: UnitsFieldProps) {
  const wrong = choice === "custom" && wholeUnits(custom, meter) === null;
  const title = meter.gauge ? `New value, in ${meter.unit.many}` : "Units per call";
  return (
    <div className="grid gap-2">
      <span className="font-medium">{title}</span>
      <Segmented
        label={title}
        options={UNIT_CHOICES}
        value={choice}
        onChange={onChoice}
        className="sm:flex sm:w-full [&>button]:flex-1"
      />
      {choice === "custom" ? (
        <Field
          label={<span className="sr-only">How many {meter.unit.many}</span>}
          {...(wrong ? { error: `Write a whole number from ${meter.gauge ? 0 : 1} to 1,000,000,000.` } : {})}
        >
          {(control) => (
            <Input
              {...control}
              className="num"
              inputMode="numeric"
              autoComplete="off"
              value={custom}
              onChange={(event) => onCustom(event.target.value)}
            />
          )}
        </Field>
      ) : null}
    </div>
  );
}

function AnswerLog({ log }: { log: readonly LogLine[] }) {
  return (
    <div className="min-h-11 rounded-md border bg-code px-3 py-2 text-code-foreground" role="log" aria-label="Answers">
      {log.length === 0 ? (
        <p className="text-xs leading-6 text-muted-foreground">Answers appear here, newest first.</p>
      ) : null}
      <ol className="grid gap-1">
        {log.map((line) => (
          <AnswerLine key={line.id} line={line} />
        ))}
      </ol>
    </div>
  );
}

function AnswerLine({ line }: { line: LogLine }) {
  const { answer } = line;
  const { icon: Icon, ink } = answerLook(answer);
  return (
    <li className="flex items-start gap-2 font-mono text-xs">
      <Icon aria-hidden className={`mt-0.5 size-3 shrink-0 ${ink}`} />
      <span className={`shrink-0 font-medium num ${ink}`}>{answer.status === 0 ? "none" : answer.status}</span>
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        {line.text}: {answerText(answer, line.unit)}
      </span>
      <span className="shrink-0 text-muted-foreground num">{answer.ms} ms</span>
    </li>
  );
}

function answerLook(answer: TryItAnswer): { icon: LucideIcon; ink: string } {
  if (answer.admitted === true) return { icon: CircleCheck, ink: "text-success-text" };
  return { icon: Hand, ink: "text-danger-text" };
}

function answerText(answer: TryItAnswer, unit: UnitName): string {
  if (answer.admitted === null) return answer.message;
  if (answer.admitted)
    return answer.remaining === null ? "passed" : `passed, ${countedNumber(answer.remaining, unit)} left`;
  const { code, remaining } = answer.problem;
  return remaining === undefined ? code : `${code}, ${countedNumber(remaining, unit)} left`;
}
