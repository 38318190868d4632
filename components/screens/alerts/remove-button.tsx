"use client";

import { useState } from "react";
import { toast } from "sonner";
import { Button } from "../../ui/button";
import { Dialog, DialogClose, DialogContent } from "../../ui/dialog";
import { FieldError } from "../../ui/field";
import type { AlertsActions } from "./model";

interface RemoveButtonProps {
  meter: string;
  name: string;
  remove: AlertsActions["removeSpendLimit"];
}

/** Takes a spend limit away, after saying what that lets through. */
export function RemoveButton({ meter, name, remove }: RemoveButtonProps) {
  const [open, setOpen] = useState(false);
  const [error, setError] = useState<string>();
  const [pending, setPending] = useState(false);

  async function confirm() {
    setPending(true);
    try {
      const answer = await remove(meter);
      if (answer.kind === "saved") {
        setOpen(false);
        toast("Spend limit removed");
      } else setError(answer.kind === "refused" ? answer.message : undefined);
    } catch {
      setError("The answer did not arrive. Removing again does no harm.");
    } finally {
      setPending(false);
    }
  }

  return (
    <>
      <Button variant="danger" onClick={() => setOpen(true)}>
        Remove
      </Button>
      <Dialog open={open} onOpenChange={setOpen}>
        <DialogContent
          title={`Remove the spend limit of ${name}`}
          description="From the next call on, usage beyond the allowance is admitted and billed, whatever it comes to."
          footer={
            <>
              <DialogClose asChild>
                <Button>Keep limit</Button>
              </DialogClose>
              <Button variant="destructive" onClick={confirm} pending={pending}>
                Remove limit
              </Button>
            </>
          }
        >
          {error ? <FieldError className="text-sm">{error}</FieldError> : null}
        </DialogContent>
      </Dialog>
    </>
  );
}
