"use client";

import Link from "next/link";
import { useId, useState, type ReactNode } from "react";
import { useFormStatus } from "react-dom";
import { formatDate, formatDay } from "../../format";
import { Button } from "../../ui/button";
import { Card, CardFoot, CardTitle } from "../../ui/card";
import { Dialog, DialogClose, DialogContent, DialogTrigger } from "../../ui/dialog";
import { Field, FieldError } from "../../ui/field";
import { Textarea } from "../../ui/input";
import { Select } from "../../ui/select";
import { CANCEL_FIELDS, LONGEST_COMMENT, type CancelTiming, type OpenCancel } from "./model";

/** Where a form goes: a server action, or an address. */
export type FormTarget = string | ((form: FormData) => void | Promise<void>);

interface CancelFormProps {
  model: OpenCancel;
  /** The page's server action; it reads the fields named in CANCEL_FIELDS. */
  action: FormTarget;
}

/** Why and when, and the button that says the date. Destructive, so it is outlined, and keeping stands beside it. */
export function CancelForm({ model, action }: CancelFormProps) {
  const [timing, setTiming] = useState<CancelTiming>(model.timings[0]);
  const formId = useId();
  return (
    <form id={formId} action={action}>
      <Card aria-label="Cancel the plan" className="grid gap-4">
        {model.timings.length > 1 ? (
          <TimingChoice timings={model.timings} chosen={timing} onChoose={setTiming} timeZone={model.timeZone} />
        ) : (
          <input type="hidden" name={CANCEL_FIELDS.timing} value={timing.value} />
        )}
        <Field label="Why do you cancel?" hint="Optional. Read by people; it changes nothing about the cancellation.">
          {(control) => (
            <Select {...control} name={CANCEL_FIELDS.reason} placeholder="Choose a reason" options={model.reasons} />
          )}
        </Field>
        <Field label="Anything else" hint={`Optional, up to ${LONGEST_COMMENT} characters.`}>
          {(control) => <Textarea {...control} name={CANCEL_FIELDS.comment} maxLength={LONGEST_COMMENT} rows={3} />}
        </Field>
        {model.error ? <FieldError>{model.error}</FieldError> : null}
        <CardFoot className="justify-end sm:mt-2">
          <Actions>
            <Button asChild>
              <Link href={model.backHref}>Keep {model.planName}</Link>
            </Button>
            {timing.value === "now" ? (
              <CancelNow formId={formId} planName={model.planName} words={timing.words} />
            ) : (
              <Submit variant="danger" words={`Cancel on ${formatDay(timing.at, model.timeZone)}`} />
            )}
          </Actions>
        </CardFoot>
      </Card>
    </form>
  );
}

function Actions({ children }: { children: ReactNode }) {
  return <span className="flex flex-wrap gap-2 max-sm:w-full max-sm:[&>*]:flex-auto">{children}</span>;
}

interface SubmitProps {
  words: string;
  variant: "danger" | "destructive";
  /** The form it belongs to, where it stands outside of it, as in a dialog. */
  formId?: string;
}

function Submit({ words, variant, formId }: SubmitProps) {
  const { pending } = useFormStatus();
  return (
    <Button type="submit" variant={variant} pending={pending} form={formId}>
      {words}
    </Button>
  );
}

/** Ending at once cannot be taken back, so it is asked for once more. */
function CancelNow({ formId, planName, words }: { formId: string; planName: string; words: string }) {
  return (
    <Dialog>
      <DialogTrigger asChild>
        <Button variant="danger">Cancel now</Button>
      </DialogTrigger>
      <DialogContent
        title={`End ${planName} now?`}
        description={words}
        footer={
          <>
            <DialogClose asChild>
              <Button>Keep {planName}</Button>
            </DialogClose>
            <Submit variant="destructive" words={`End ${planName} now`} formId={formId} />
          </>
        }
      >
        <p>This cannot be taken back. A new subscription would start a period of its own.</p>
      </DialogContent>
    </Dialog>
  );
}

interface TimingChoiceProps {
  timings: readonly CancelTiming[];
  chosen: CancelTiming;
  onChoose(timing: CancelTiming): void;
  timeZone: string;
}

function TimingChoice({ timings, chosen, onChoose, timeZone }: TimingChoiceProps) {
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-3">
        <CardTitle className="inline">When</CardTitle>
      </legend>
      {timings.map((timing) => (
        <label key={timing.value} className="flex cursor-pointer items-start gap-3">
          <input
            type="radio"
            name={CANCEL_FIELDS.timing}
            value={timing.value}
            checked={timing.value === chosen.value}
            onChange={() => onChoose(timing)}
            className="mt-0.5 size-4 shrink-0 appearance-none rounded-full border border-input bg-card checked:border-[5px] checked:border-primary"
          />
          <span>
            <span className="font-medium num">
              {timing.value === "now" ? "Now" : `At period end, ${formatDate(timing.at, timeZone)}`}
            </span>
            <span className="block text-muted-foreground">{timing.words}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
