"use client";

import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent } from "@/components/ui/dialog";
import { FieldError } from "@/components/ui/field";
import type { ReplayAction } from "./model";

const LOST = "The answer did not arrive. Doing it again does no harm.";

interface ReplayButtonProps {
  /** How many events it is about. */
  count: number;
  replay: ReplayAction;
}

/** Has events worked on again once that is confirmed, and says what came of it where it was asked for. */
export function ReplayButton({ count, replay }: ReplayButtonProps) {
  const [asking, setAsking] = useState(false);
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<string>();
  const [replayed, setReplayed] = useState<number>();
  const events = count === 1 ? "this event" : `${count} events`;

  async function confirm() {
    setPending(true);
    setError(undefined);
    try {
      const answer = await replay();
      if (answer.kind === "refused") setError(answer.message);
      else {
        setReplayed(answer.count);
        setAsking(false);
      }
    } catch {
      setError(LOST);
    } finally {
      setPending(false);
    }
  }

  return (
    <>
      <Button size="sm" variant="danger" onClick={() => setAsking(true)}>
        <RotateCcw aria-hidden />
        Replay {events}
      </Button>
      <span role="status" className="text-muted-foreground">
        {replayed === undefined ? "" : `${replayed} made due again; the worker takes them within a second.`}
      </span>
      <Dialog open={asking} onOpenChange={setAsking}>
        <DialogContent
          title={`Replay ${events}`}
          description="The worker looks at Stripe again and applies what is true now. What stands already stays as it is."
          footer={
            <>
              <DialogClose asChild>
                <Button>Leave it</Button>
              </DialogClose>
              <Button variant="destructive" onClick={confirm} pending={pending}>
                Replay
              </Button>
            </>
          }
        >
          <p className="text-muted-foreground">The journal keeps who did it.</p>
          {error ? <FieldError>{error}</FieldError> : null}
        </DialogContent>
      </Dialog>
    </>
  );
}
