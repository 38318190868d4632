"use client";

import { useState } from "react";
import { toast } from "sonner";
import { formatDateTime } from "@/components/format";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { FieldError } from "@/components/ui/field";
import type { ProfileActions, ReadyProfile, SessionAnswer, SessionRow } from "./model";

/** Where the person is signed in, and the way to end it. */
export function SessionsCard({ model, actions }: { model: ReadyProfile; actions: ProfileActions }) {
  const [pending, setPending] = useState<string>();
  const [error, setError] = useState<string>();
  const others = model.sessions.filter((session) => !session.here);

  async function end(what: string, run: () => Promise<SessionAnswer>) {
    setPending(what);
    try {
      const answer = await run();
      setError(answer.kind === "refused" ? answer.message : undefined);
      if (answer.kind === "ended") toast(answer.count === 1 ? "Signed out there" : "Signed out everywhere else");
    } catch {
      setError("The answer did not arrive. Doing it again does no harm.");
    } finally {
      setPending(undefined);
    }
  }

  return (
    <Card flush aria-labelledby="sessions-title">
      <CardHead
        flush
        id="sessions-title"
        title="Where you are signed in"
        description="End one that you do not know, then change your password."
        aside={
          others.length > 1 ? (
            <Button pending={pending === "others"} onClick={() => end("others", () => actions.endOthers())}>
              Sign out everywhere else
            </Button>
          ) : undefined
        }
      />
      <ul className="divide-y border-t">
        {model.sessions.map((session) => (
          <li
            key={session.id}
            className="flex items-center justify-between gap-4 px-4 py-3 sm:px-6 [&>*:last-child]:shrink-0"
          >
            <Session session={session} timeZone={model.timeZone} />
            {session.here ? (
              <Badge tone="success">This browser</Badge>
            ) : (
              <Button
                size="sm"
                aria-label={`Sign out ${session.browser}`}
                pending={pending === session.id}
                onClick={() => end(session.id, () => actions.endSession(session.id))}
              >
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
      {error ? <FieldError className="px-4 py-3 text-sm sm:px-6">{error}</FieldError> : null}
    </Card>
  );
}

function Session({ session, timeZone }: { session: SessionRow; timeZone: string }) {
  return (
    <div className="min-w-0">
      <p className="font-medium">{session.browser}</p>
      <p className="text-xs text-muted-foreground">
        {session.ip ? `${session.ip} · ` : ""}since {formatDateTime(session.startedAt, timeZone)} · ends by itself{" "}
        {formatDateTime(session.expiresAt, timeZone)}
      </p>
    </div>
  );
}
