"use client";

import { BellOff, BellRing, MailCheck } from "lucide-react";
import Link from "next/link";
import { useState, type FormEvent } from "react";
import { toast } from "sonner";
import { THRESHOLDS } from "@/lib/kernel/quantity";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Card, CardHead } from "../../ui/card";
import { Checkbox } from "../../ui/checkbox";
import { Field, FieldError } from "../../ui/field";
import { Textarea } from "../../ui/input";
import { Watched } from "./watched";
import type { AlertsActions, ReadyAlerts, SaveAnswer } from "./model";
import { reachSentence } from "./words";

type Errors = Extract<SaveAnswer, { kind: "refused" }>["errors"];

/** Which thresholds are told of, and to whom. */
export function PreferencesCard({ model, actions }: { model: ReadyAlerts; actions: AlertsActions }) {
  const silent = model.muted || model.thresholds.length === 0 || model.mail === "off" || model.reaches.length === 0;
  return (
    <Card aria-labelledby="alerts-title" className="grid gap-4">
      <CardHead
        id="alerts-title"
        title="Alerts"
        description="A mail when an allowance passes a threshold, once until it resets. Nothing is stopped."
        aside={
          <Badge tone={silent ? "neutral" : "success"} icon={silent ? BellOff : BellRing}>
            {model.muted ? "Muted" : silent ? "Nobody is told" : "On"}
          </Badge>
        }
      />
      <Watched model={model} />
      {model.mayManage ? (
        <Form model={model} actions={actions} />
      ) : (
        <p>
          {model.thresholds.length > 0 ? `At ${model.thresholds.map((each) => `${each}%`).join(", ")}. ` : ""}
          {reachSentence(model)} <MailboxHint mail={model.mail} />
        </p>
      )}
    </Card>
  );
}

/** Where no mail leaves the house, it is said where it lies. */
function MailboxHint({ mail }: Pick<ReadyAlerts, "mail">) {
  if (mail !== "mailbox") return null;
  return (
    <>
      No mail server is configured: mail lands in{" "}
      <Link href="/dev/mailbox" className="link">
        the mailbox
      </Link>
      .
    </>
  );
}

function Form({ model, actions }: { model: ReadyAlerts; actions: AlertsActions }) {
  const [thresholds, setThresholds] = useState<readonly number[]>(model.thresholds);
  const [recipients, setRecipients] = useState(model.recipients.join("\n"));
  const [muted, setMuted] = useState(model.muted);
  const [errors, setErrors] = useState<Errors>({});
  const [pending, setPending] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setPending(true);
    try {
      const addresses = recipients.split(/[\n,;]+/u).filter((each) => each.trim() !== "");
      const answer = await actions.save({ thresholds, recipients: addresses, muted });
      setErrors(answer.kind === "refused" ? answer.errors : {});
      if (answer.kind === "saved") toast("Alerts saved");
    } catch {
      setErrors({ form: "The answer did not arrive. Saving again does no harm." });
    } finally {
      setPending(false);
    }
  }

  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <fieldset className="grid gap-2">
        <legend className="mb-2 font-medium">Tell at</legend>
        <div className="flex flex-wrap gap-x-6 gap-y-1">
          {THRESHOLDS.map((threshold) => (
            <Checkbox
              key={threshold}
              label={`${threshold}%`}
              checked={thresholds.includes(threshold)}
              onCheckedChange={(on) =>
                setThresholds((before) => [
                  ...before.filter((each) => each !== threshold),
                  ...(on === true ? [threshold] : []),
                ])
              }
            />
          ))}
        </div>
        {errors.thresholds ? <FieldError>{errors.thresholds}</FieldError> : null}
      </fieldset>
      <Field
        label="Addresses"
        hint="One a line, ten at most. Empty: the billing e-mail, else owners and admins."
        error={errors.recipients}
      >
        {(control) => (
          <Textarea
            {...control}
            value={recipients}
            rows={2}
            spellCheck={false}
            onChange={(event) => setRecipients(event.target.value)}
          />
        )}
      </Field>
      <Checkbox
        label="Mute"
        hint="Alerts are still listed below; nobody is told."
        checked={muted}
        onCheckedChange={(on) => setMuted(on === true)}
      />
      <p className="text-muted-foreground">
        {reachSentence(model)} <MailboxHint mail={model.mail} />
      </p>
      {errors.form ? <FieldError className="text-sm">{errors.form}</FieldError> : null}
      <div className="flex flex-wrap gap-2 max-sm:[&>*]:flex-auto">
        <Button type="submit" variant="primary" pending={pending}>
          Save alerts
        </Button>
        {model.mail === "off" || model.reaches.length === 0 ? null : <TestButton test={actions.test} />}
      </div>
    </form>
  );
}

function TestButton({ test }: { test: AlertsActions["test"] }) {
  const [pending, setPending] = useState(false);
  const [said, setSaid] = useState<{ sent: boolean; text: string }>();

  async function send() {
    setPending(true);
    try {
      const answer = await test();
      setSaid(
        answer.kind === "sent"
          ? { sent: true, text: `On its way to ${answer.to.join(", ")}.` }
          : { sent: false, text: answer.message },
      );
    } catch {
      setSaid({ sent: false, text: "The answer did not arrive. Look whether the mail did before you send another." });
    } finally {
      setPending(false);
    }
  }

  return (
    <>
      <Button onClick={send} pending={pending}>
        <MailCheck aria-hidden />
        Send a test
      </Button>
      {said ? (
        said.sent ? (
          <p role="status" className="self-center text-muted-foreground">
            {said.text}
          </p>
        ) : (
          <FieldError className="self-center">{said.text}</FieldError>
        )
      ) : null}
    </>
  );
}
