"use client";

import { FastForward, Square } from "lucide-react";
import { useRef, useState, type SyntheticEvent } from "react";
import { formatDateTime } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { Dialog, DialogClose, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { afterStretch, departure } from "./journey";
import { JourneyCard } from "./journey-card";
import type { Journey, Leap, ReadyTime, TravelAction } from "./model";

const ZONE = "UTC";
const LOST = "The answer did not arrive. Time stands where the page says after a reload; going on does no harm.";
const FIELD = "to";

interface TravelProps {
  model: ReadyTime;
  travel: TravelAction;
  /** For the gallery: a move that is shown as it stands. */
  shown?: Journey;
}

/** Moves business time, stretch by stretch, and shows how far it is. */
export function Travel({ model, travel, shown }: TravelProps) {
  const [wanted, setWanted] = useState<string>();
  const [journey, setJourney] = useState(shown);
  const stopped = useRef(false);
  const underway = journey?.state === "underway";

  async function go(first: Journey, begun: boolean) {
    stopped.current = false;
    let present: Journey = { ...first, state: "underway", because: undefined };
    setJourney(present);
    for (let again = begun; present.state === "underway"; again = true) {
      const answer = await travel({ to: present.to, begun: again }).catch(
        () => ({ kind: "refused", message: LOST }) as const,
      );
      present = afterStretch(present, answer, stopped.current);
      setJourney(present);
    }
  }

  return (
    <>
      {journey ? (
        <JourneyCard
          journey={journey}
          control={
            underway ? (
              <Button onClick={() => (stopped.current = true)}>
                <Square aria-hidden />
                Stop here
              </Button>
            ) : journey.state === "arrived" ? null : (
              <Button onClick={() => void go(journey, true)}>
                <FastForward aria-hidden />
                Go on
              </Button>
            )
          }
        />
      ) : null}
      <Card aria-label="Go forward">
        <CardHead
          title="Go forward"
          description={model.locked ?? "Everything due on the way happens as if the time had passed."}
        />
        {model.locked === null ? (
          <Choices leaps={model.leaps} busy={underway} choose={setWanted} now={model.now} />
        ) : null}
      </Card>
      <Dialog open={wanted !== undefined} onOpenChange={(open) => (open ? null : setWanted(undefined))}>
        <DialogContent
          title={`Go to ${formatDateTime(wanted ?? model.now, ZONE)}?`}
          description="Trials end, renewals are charged in the simulator, allowances begin anew and mails go out, each at its moment."
          footer={
            <>
              <DialogClose asChild>
                <Button>Stay</Button>
              </DialogClose>
              <Button
                variant="primary"
                onClick={() => {
                  if (wanted !== undefined) void go(departure(model.now, wanted), false);
                  setWanted(undefined);
                }}
              >
                Go forward
              </Button>
            </>
          }
        >
          <p className="text-muted-foreground">
            Time cannot be set back. A demonstration begins anew with:{" "}
            <code className="whitespace-nowrap">npm start -- --fresh</code>
          </p>
        </DialogContent>
      </Dialog>
    </>
  );
}

interface ChoicesProps {
  leaps: readonly Leap[];
  busy: boolean;
  now: string;
  choose(to: string): void;
}

function Choices({ leaps, busy, now, choose }: ChoicesProps) {
  const [error, setError] = useState<string>();

  function chosen(event: SyntheticEvent<HTMLFormElement>) {
    event.preventDefault();
    const text = new FormData(event.currentTarget).get(FIELD);
    const at = Date.parse(`${typeof text === "string" ? text : ""}Z`);
    if (Number.isNaN(at)) return setError("Name a day and a time.");
    if (at <= Date.parse(now)) return setError("Time only goes forward. Name a later moment.");
    setError(undefined);
    choose(new Date(at).toISOString());
  }

  return (
    <div className="mt-4 grid gap-4">
      <div className="flex flex-wrap gap-2">
        {leaps.map((leap) => (
          <Button key={leap.label} disabled={busy} onClick={() => choose(leap.to)}>
            {leap.label}
          </Button>
        ))}
      </div>
      <form onSubmit={chosen} className="flex flex-wrap items-start gap-2" noValidate>
        <Field label="Day and time, UTC" className="w-full sm:w-64" {...(error ? { error } : {})}>
          {(control) => (
            <Input type="datetime-local" name={FIELD} defaultValue={now.slice(0, 16)} disabled={busy} {...control} />
          )}
        </Field>
        <Button type="submit" disabled={busy} className="sm:mt-7">
          Go there
        </Button>
      </form>
    </div>
  );
}
