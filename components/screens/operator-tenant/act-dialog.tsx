"use client";

import { ArrowRight } from "lucide-react";
import { useState, type FormEvent, type ReactNode } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { DialogClose, DialogContent } from "@/components/ui/dialog";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { Act, EffectRow, PreviewAnswer, TenantActions } from "./model";

const LONGEST_REASON = 500;
const LOST = "The answer did not arrive. Look at the page again before you repeat it.";

type Effect = Extract<PreviewAnswer, { kind: "effect" }>;

export interface ActDialogProps {
  title: string;
  description: string;
  /** The button that does it, with its object: "Give Growth". */
  verb: string;
  /** What was done, for the note that appears. */
  done: string;
  /** Null while something is missing. */
  act: Act | null;
  danger?: boolean;
  actions: Pick<TenantActions, "preview" | "perform">;
  onClose(): void;
  children?: ReactNode;
}

/** An act by hand: what it would change is looked at first, a reason is given, and then it is done. */
export function ActDialog(props: ActDialogProps) {
  const { title, description, verb, done, act, danger, actions, onClose, children } = props;
  const [reason, setReason] = useState("");
  const [seen, setSeen] = useState<{ of: string; effect: Effect }>();
  const [endStripe, setEndStripe] = useState(false);
  const [error, setError] = useState<string>();
  const [pending, setPending] = useState(false);
  const effect = seen && seen.of === JSON.stringify(act) ? seen.effect : null;
  const looks = effect === null;
  const blocked = effect?.overStripe === true && !endStripe;

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (act === null) return;
    setPending(true);
    setError(undefined);
    try {
      if (looks) await look(act);
      else await perform(act);
    } catch {
      setError(LOST);
    } finally {
      setPending(false);
    }
  }

  async function look(wanted: Act) {
    const answer = await actions.preview(wanted);
    if (answer.kind === "refused") setError(answer.message);
    else setSeen({ of: JSON.stringify(wanted), effect: answer });
  }

  async function perform(wanted: Act) {
    const whole = wanted.kind === "plan" || wanted.kind === "cancel" ? { ...wanted, endStripe } : wanted;
    const answer = await actions.perform(whole, reason);
    if (answer.kind === "refused") return setError(answer.message);
    toast(done);
    onClose();
  }

  return (
    <DialogContent
      title={title}
      description={description}
      footer={
        <>
          <DialogClose asChild>
            <Button>Leave it</Button>
          </DialogClose>
          <Button
            type="submit"
            form="act"
            variant={danger && !looks ? "destructive" : "primary"}
            pending={pending}
            disabled={act === null || blocked}
          >
            {looks ? "See the effect" : verb}
          </Button>
        </>
      }
    >
      <form id="act" onSubmit={submit} noValidate className="grid gap-4">
        {children}
        <div aria-live="polite">{effect ? <EffectView effect={effect} /> : null}</div>
        {effect?.overStripe ? (
          <Checkbox
            checked={endStripe}
            onCheckedChange={(checked) => setEndStripe(checked === true)}
            label="End the paid subscription at Stripe now"
            hint="It is paid for through Stripe. Without ending it, it would go on being charged; nothing is refunded by this."
          />
        ) : null}
        {looks ? null : (
          <Field label="Reason" hint="Kept in the journal, which the organization can read.">
            {(control) => (
              <Input
                {...control}
                required
                autoComplete="off"
                maxLength={LONGEST_REASON}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            )}
          </Field>
        )}
        {error ? <FieldError>{error}</FieldError> : null}
      </form>
    </DialogContent>
  );
}

/** What would change, line by line; what stays as it is, is left out. */
export function EffectView({ effect: { rows, from, to } }: { effect: Effect }) {
  return (
    <section aria-label="The effect" className="grid gap-2 rounded-md border p-4">
      {to !== null ? (
        <p className="font-medium">
          {from ?? "No plan"} <ArrowRight aria-label="becomes" className="inline size-4" /> {to}
        </p>
      ) : null}
      {rows.length === 0 ? (
        <p className="text-muted-foreground">No limit and no feature would change.</p>
      ) : (
        <ul className="grid gap-2">
          {rows.map((row) => (
            <EffectLine key={row.about} row={row} />
          ))}
        </ul>
      )}
    </section>
  );
}

const EffectLine = ({ row: { about, before, after, later } }: { row: EffectRow }) => (
  <li>
    <span className="block text-xs text-muted-foreground">{about}</span>
    <span className="num">
      {before} <ArrowRight aria-label="becomes" className="inline size-3" />{" "}
      <strong className="font-semibold">{after}</strong>
    </span>
    {later === null ? null : <span className="block text-xs text-muted-foreground num">When it ends: {later}</span>}
  </li>
);
