"use client";

import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field";
import type { CheckAction, CheckAnswer } from "./model";

const LOST: CheckAnswer = { kind: "refused", message: "The answer did not arrive. Checking again does no harm." };

/** Has the chains recomputed and says what came of it. */
export function CheckButton({ all, check }: { all: boolean; check: CheckAction }) {
  const [pending, setPending] = useState(false);
  const [answer, setAnswer] = useState<CheckAnswer>();

  async function ask() {
    setPending(true);
    setAnswer(undefined);
    try {
      setAnswer(await check());
    } catch {
      setAnswer(LOST);
    } finally {
      setPending(false);
    }
  }

  return (
    <div className="flex flex-wrap items-center gap-3">
      <span role="status" className="text-muted-foreground empty:hidden">
        {answer?.kind === "checked" ? answer.words : ""}
      </span>
      {answer?.kind === "refused" ? <FieldError>{answer.message}</FieldError> : null}
      <Button size="sm" onClick={ask} pending={pending}>
        <ShieldCheck aria-hidden />
        {all ? "Check all chains" : "Check now"}
      </Button>
    </div>
  );
}
