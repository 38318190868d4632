"use client";

import { useState, type FormEvent } from "react";
import { toast } from "sonner";
import { formatDateTime } from "@/components/format";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { QrPicture } from "@/components/weir/qr-picture";
import type { ProfileActions, SecondStep } from "./model";

interface SecondStepCardProps {
  start: SecondStep;
  timeZone: string;
  actions: Pick<ProfileActions, "proposeSecondStep" | "enableSecondStep" | "disableSecondStep">;
}

const LOST = "The answer did not arrive. Open this page again to see how it stands.";

/** A code from the person's phone after the password: set up, shown once, switched off. */
export function SecondStepCard({ start, timeZone, actions }: SecondStepCardProps) {
  const [step, setStep] = useState(start);
  const on = step.kind === "on" || step.kind === "codes";
  return (
    <Card aria-labelledby="second-step-title" className="grid gap-4">
      <CardHead
        id="second-step-title"
        title="Two-step sign-in"
        description={
          step.kind === "on"
            ? `Since ${formatDateTime(step.since, timeZone)}.`
            : "Asks for a code from your phone as well."
        }
        aside={on ? <Badge tone="success">On</Badge> : <Badge>Off</Badge>}
      />
      {step.kind === "off" ? <Off propose={actions.proposeSecondStep} done={setStep} /> : null}
      {step.kind === "proposed" ? <Proposed step={step} enable={actions.enableSecondStep} done={setStep} /> : null}
      {step.kind === "codes" ? <Codes codes={step.codes} done={setStep} /> : null}
      {step.kind === "on" ? <On step={step} disable={actions.disableSecondStep} done={setStep} /> : null}
    </Card>
  );
}

function Off({ propose, done }: { propose: ProfileActions["proposeSecondStep"]; done(step: SecondStep): void }) {
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<string>();

  async function begin() {
    setPending(true);
    try {
      const answer = await propose();
      if (answer.kind === "refused") setError(answer.message);
      else done(answer);
    } catch {
      setError(LOST);
    } finally {
      setPending(false);
    }
  }

  return (
    <>
      {error ? <FieldError className="text-sm">{error}</FieldError> : null}
      <div className="flex max-sm:[&>*]:flex-auto">
        <Button pending={pending} onClick={begin}>
          Set up
        </Button>
      </div>
    </>
  );
}

interface ProposedProps {
  step: Extract<SecondStep, { kind: "proposed" }>;
  enable: ProfileActions["enableSecondStep"];
  done(step: SecondStep): void;
}

function Proposed({ step, enable, done }: ProposedProps) {
  const [code, setCode] = useState("");
  const [errors, setErrors] = useState<{ code?: string; form?: string }>({});
  const [pending, setPending] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setPending(true);
    try {
      const answer = await enable(code);
      if (answer.kind === "refused") setErrors(answer.errors);
      else done(answer);
    } catch {
      setErrors({ form: LOST });
    } finally {
      setPending(false);
    }
  }

  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <div className="flex flex-wrap items-start gap-4">
        <QrPicture text={step.uri} label="QR code for your authenticator app" className="size-44 rounded-md border" />
        <div className="grid min-w-0 flex-1 basis-56 gap-2">
          <p>
            Scan this with an authenticator app, or{" "}
            <a href={step.uri} className="link">
              open it on this device
            </a>
            .
          </p>
          <p className="text-muted-foreground">To type it in by hand, use this key:</p>
          <CodeBlock label="Key for your authenticator app" copy={step.secret}>
            {(step.secret.match(/.{1,4}/g) ?? []).join(" ")}
          </CodeBlock>
        </div>
      </div>
      <Field label="Code" hint="The six digits that the app shows now." error={errors.code}>
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            autoComplete="one-time-code"
            // The button that was pressed is gone: without this the keyboard would begin at the top of the page.
            autoFocus
            maxLength={20}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        )}
      </Field>
      {errors.form ? <FieldError className="text-sm">{errors.form}</FieldError> : null}
      <div className="flex gap-2 max-sm:[&>*]:flex-auto">
        <Button type="submit" pending={pending}>
          Switch on
        </Button>
        <Button onClick={() => done({ kind: "off" })}>Not now</Button>
      </div>
    </form>
  );
}

function Codes({ codes, done }: { codes: readonly string[]; done(step: SecondStep): void }) {
  const text = codes.join("\n");
  return (
    <div role="status" className="grid gap-4">
      <p>
        Keep these recovery codes where you find them without your phone. Each works once in place of a code.{" "}
        <span className="font-medium">They are not shown again.</span>
      </p>
      <CodeBlock label="Recovery codes" copy={text}>
        {text}
      </CodeBlock>
      <div className="flex max-sm:[&>*]:flex-auto">
        <Button onClick={() => done({ kind: "on", since: new Date().toISOString(), recoveryCodesLeft: codes.length })}>
          I have kept them
        </Button>
      </div>
    </div>
  );
}

interface OnProps {
  step: Extract<SecondStep, { kind: "on" }>;
  disable: ProfileActions["disableSecondStep"];
  done(step: SecondStep): void;
}

function On({ step, disable, done }: OnProps) {
  const [asked, setAsked] = useState(false);
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [errors, setErrors] = useState<{ password?: string; code?: string; form?: string }>({});
  const [pending, setPending] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setPending(true);
    try {
      const answer = await disable({ password, code });
      setErrors(answer.kind === "refused" ? answer.errors : {});
      if (answer.kind === "refused") return;
      toast("Two-step sign-in is off");
      done({ kind: "off" });
    } catch {
      setErrors({ form: LOST });
    } finally {
      setPending(false);
    }
  }

  const left = step.recoveryCodesLeft;
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <p className="text-muted-foreground">
        {left === 0
          ? "No recovery codes are left. Switch it off and set it up again to get new ones."
          : `${left} recovery ${left === 1 ? "code is" : "codes are"} left.`}
      </p>
      {asked ? (
        <>
          <Field label="Your password" error={errors.password}>
            {(control) => (
              <Input
                {...control}
                type="password"
                autoComplete="current-password"
                autoFocus
                value={password}
                onChange={(event) => setPassword(event.target.value)}
              />
            )}
          </Field>
          <Field label="Code" hint="A new one from the app, or a recovery code." error={errors.code}>
            {(control) => (
              <Input
                {...control}
                autoComplete="one-time-code"
                maxLength={20}
                value={code}
                onChange={(event) => setCode(event.target.value)}
              />
            )}
          </Field>
        </>
      ) : null}
      {errors.form ? <FieldError className="text-sm">{errors.form}</FieldError> : null}
      <div className="flex gap-2 max-sm:[&>*]:flex-auto">
        {asked ? (
          <>
            <Button key="do" type="submit" variant="destructive" pending={pending}>
              Switch off
            </Button>
            <Button key="keep" onClick={() => setAsked(false)}>
              Keep it on
            </Button>
          </>
        ) : (
          // Another button than the one below the fields, or this very click would send them empty: React keeps an element
          // in its place, and a browser asks for its type only once the click is over.
          <Button key="ask" onClick={() => setAsked(true)}>
            Switch off
          </Button>
        )}
      </div>
    </form>
  );
}
