"use client";

import { RotateCcw, Scale } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { CardFoot } from "@/components/ui/card";
import { Dialog, DialogClose, DialogContent } from "@/components/ui/dialog";
import { FieldError } from "@/components/ui/field";
import { ProofView } from "./proof-view";
import type { MeterPanel, ProofModel, QuotaPanelActions } from "./model";

interface MeterToolsProps {
  meter: MeterPanel;
  proof: ProofModel | undefined;
  mayReconcile: boolean;
  actions: QuotaPanelActions;
}

const LOST = "The answer did not arrive. Doing it again does no harm.";

/** Proves a meter, and rebuilds its counter once that is confirmed. What comes of it is shown where it was asked for. */
export function MeterTools({ meter, proof: first, mayReconcile, actions }: MeterToolsProps) {
  const [proof, setProof] = useState(first);
  const [error, setError] = useState<string>();
  const [proving, setProving] = useState(false);
  const [asking, setAsking] = useState(false);

  async function prove() {
    setProving(true);
    setError(undefined);
    try {
      const answer = await actions.prove(meter.slug);
      if (answer.kind === "proved") setProof(answer.proof);
      else setError(answer.message);
    } catch {
      setError(LOST);
    } finally {
      setProving(false);
    }
  }

  function rebuilt() {
    setAsking(false);
    setProof(undefined);
  }

  return (
    <>
      <div aria-live="polite">{proof ? <ProofView proof={proof} /> : null}</div>
      <CardFoot flush>
        <Button size="sm" onClick={prove} pending={proving}>
          <Scale aria-hidden />
          Prove
        </Button>
        {mayReconcile ? (
          <Button size="sm" variant="danger" onClick={() => setAsking(true)}>
            <RotateCcw aria-hidden />
            Rebuild counter
          </Button>
        ) : null}
        {error ? <FieldError>{error}</FieldError> : null}
      </CardFoot>
      <Dialog open={asking} onOpenChange={setAsking}>
        <RebuildDialog meter={meter} reconcile={actions.reconcile} onDone={rebuilt} />
      </Dialog>
    </>
  );
}

interface RebuildDialogProps {
  meter: MeterPanel;
  reconcile: QuotaPanelActions["reconcile"];
  onDone(): void;
}

function RebuildDialog({ meter, reconcile, onDone }: RebuildDialogProps) {
  const [error, setError] = useState<string>();
  const [pending, setPending] = useState(false);

  async function confirm() {
    setPending(true);
    try {
      const answer = await reconcile(meter.slug);
      if (answer.kind === "rebuilt") onDone();
      else setError(answer.message);
    } catch {
      setError(LOST);
    } finally {
      setPending(false);
    }
  }

  return (
    <DialogContent
      title={`Rebuild the counter of ${meter.name}`}
      description="It is summed anew from the log. Calls on their way are sent around once more; none is lost and none is counted twice."
      footer={
        <>
          <DialogClose asChild>
            <Button>Leave it</Button>
          </DialogClose>
          <Button variant="destructive" onClick={confirm} pending={pending}>
            Rebuild counter
          </Button>
        </>
      }
    >
      <p className="text-muted-foreground">The journal keeps who did it.</p>
      {error ? <FieldError>{error}</FieldError> : null}
    </DialogContent>
  );
}
