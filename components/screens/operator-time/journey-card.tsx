import { CircleAlert, CircleCheck, CirclePause, LoaderCircle, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { formatDateTime } from "@/components/format";
import { Badge, type Tone } from "@/components/ui/badge";
import { Card, CardHead } from "@/components/ui/card";
import { asSentence, percentOfWay } from "./journey";
import type { Journey } from "./model";

const ZONE = "UTC";

const looks: Readonly<Record<Journey["state"], { word: string; tone: Tone; icon: LucideIcon }>> = {
  underway: { word: "Under way", tone: "info", icon: LoaderCircle },
  arrived: { word: "Arrived", tone: "success", icon: CircleCheck },
  stopped: { word: "Stopped", tone: "neutral", icon: CirclePause },
  refused: { word: "Refused", tone: "danger", icon: CircleAlert },
};

/** How far a move is, and what was due on the way. `control` stops it or lets it go on. */
export function JourneyCard({ journey, control }: { journey: Journey; control: ReactNode }) {
  const { word, tone, icon } = looks[journey.state];
  const percent = percentOfWay(journey);
  return (
    <Card aria-label="Move">
      <CardHead
        title={`To ${formatDateTime(journey.to, ZONE)}`}
        description={`From ${formatDateTime(journey.from, ZONE)}. Now at ${formatDateTime(journey.at, ZONE)}.`}
        aside={
          <Badge tone={tone} icon={icon}>
            {word}
          </Badge>
        }
      />
      <div
        role="progressbar"
        aria-label="Share of the way"
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        className="mt-4 h-2 overflow-hidden rounded-full bg-muted"
      >
        <div className="h-full bg-primary transition-[width]" style={{ width: `${percent}%` }} />
      </div>
      <div className="mt-4 flex flex-wrap items-center justify-between gap-3">
        <p role="status" className="min-w-0 flex-1 basis-48 text-muted-foreground">
          {saidOf(journey)}
        </p>
        {control}
      </div>
      {journey.passed.length > 0 ? (
        <ol className="mt-4 border-t" aria-label="Passed on the way, newest first">
          {journey.passed.map((point) => (
            <li
              key={`${point.at} ${point.what}`}
              className="flex flex-wrap gap-x-4 gap-y-1 border-b py-2 last:border-b-0"
            >
              <span className="w-44 text-muted-foreground num">{formatDateTime(point.at, ZONE)}</span>
              <span className="min-w-0 flex-1 basis-40">{asSentence(point.what)}</span>
            </li>
          ))}
        </ol>
      ) : null}
    </Card>
  );
}

function saidOf({ state, steps, because }: Journey): string {
  const count = `${steps} ${steps === 1 ? "step" : "steps"}`;
  switch (state) {
    case "underway":
      return steps === 0 ? "Setting out." : `${count} so far. Each is done before time goes on.`;
    case "arrived":
      return `Arrived after ${count}.`;
    case "stopped":
      return `Stopped after ${count}. Everything due until there is done.`;
    case "refused":
      return because ?? "It goes no further.";
  }
}
