"use client";

import Link from "next/link";
import { useState, type ReactNode } from "react";
import { useFormStatus } from "react-dom";
import { formatDate, formatDay } from "../../format";
import { Button } from "../../ui/button";
import { Card, CardFoot, CardTitle } from "../../ui/card";
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
  return (
    <form action={action}>
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
            <Submit words={submitWords(timing, model.timeZone)} />
          </Actions>
        </CardFoot>
      </Card>
    </form>
  );
}

function submitWords(timing: CancelTiming, timeZone: string): string {
  return timing.value === "now" ? "Cancel now" : `Cancel on ${formatDay(timing.at, timeZone)}`;
}

function Actions({ children }: { children: ReactNode }) {
  return <span className="flex flex-wrap gap-2 max-sm:w-full max-sm:[&>*]:flex-auto">{children}</span>;
}

function Submit({ words }: { words: string }) {
  const { pending } = useFormStatus();
  return (
    <Button type="submit" variant="danger" pending={pending}>
      {words}
    </Button>
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
