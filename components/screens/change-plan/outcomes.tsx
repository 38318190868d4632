import { CircleAlert, CircleCheck, CreditCard, Hourglass, type LucideIcon } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { formatDate, formatMoney, formatTime, zoneName } from "../../format";
import { Button } from "../../ui/button";
import { Card, CardTitle } from "../../ui/card";
import { PageBody, PageHead } from "../../ui/page";
import { everyInterval } from "../billing/words";
import type { DoneChange, RefusedChange, WaitingChange } from "./model";

interface OutcomeProps {
  about: string;
  icon: LucideIcon;
  ink: string;
  title: string;
  children: ReactNode;
  actions: ReactNode;
}

function Outcome({ about, icon: Icon, ink, title, children, actions }: OutcomeProps) {
  return (
    <PageBody settings>
      <PageHead title="Change plan" description={about} />
      <Card aria-label={title} className="grid gap-4">
        <div className="flex items-start gap-3">
          <Icon aria-hidden className={`mt-0.5 size-5 shrink-0 ${ink}`} strokeWidth={1.75} />
          <div className="min-w-0" role="status">
            <CardTitle>{title}</CardTitle>
            <p className="mt-1 text-muted-foreground num">{children}</p>
          </div>
        </div>
        <div className="flex flex-wrap gap-2">{actions}</div>
      </Card>
    </PageBody>
  );
}

/** Why the plan cannot be changed as things stand, with the step that clears the way. */
export function Refused({ model }: { model: RefusedChange }) {
  return (
    <Outcome
      about={model.organizationName}
      icon={CircleAlert}
      ink="text-warning-text"
      title={model.lead}
      actions={model.steps.map((step, index) => (
        <Button key={step.href} asChild variant={index === 0 ? "primary" : undefined}>
          <Link href={step.href}>{step.words}</Link>
        </Button>
      ))}
    >
      {model.words}
    </Outcome>
  );
}

/** The card was refused, or its bank asks for its holder. Nothing has changed, and nothing is owed by waiting. */
export function Waiting({ model }: { model: WaitingChange }) {
  const { because, currentName, nextName, timeZone } = model;
  const amount = formatMoney(model.amountDue);
  const confirm = because === "confirmation";
  return (
    <Outcome
      about={`${model.organizationName}. Times in ${zoneName(timeZone)}.`}
      icon={confirm ? Hourglass : CircleAlert}
      ink={confirm ? "text-warning-text" : "text-danger-text"}
      title={
        confirm
          ? `Your bank asks you to confirm ${amount}`
          : `Your card was refused, so you are still on ${currentName}`
      }
      actions={
        <>
          <Button asChild variant="primary">
            <a href={model.payHref}>
              <CreditCard aria-hidden />
              {confirm ? `Confirm ${amount}` : `Pay ${amount} with another card`}
            </a>
          </Button>
          <Button asChild>
            <Link href={model.backHref}>Stay on {currentName}</Link>
          </Button>
        </>
      }
    >
      Nothing was charged. {nextName} begins as soon as the invoice is paid. If it is not paid by{" "}
      {formatDate(model.until, timeZone)}, {formatTime(model.until, timeZone)}, the change is off and you owe nothing.
    </Outcome>
  );
}

/** The change is made: what is had now, what was paid, what comes next. */
export function Done({ model }: { model: DoneChange }) {
  const price = `${formatMoney(model.price)} ${everyInterval(model.interval)}`;
  return (
    <Outcome
      about={`${model.organizationName}. Times in ${zoneName(model.timeZone)}.`}
      icon={CircleCheck}
      ink="text-success-text"
      title={`You are on ${model.planName} now`}
      actions={
        <>
          <Button asChild variant="primary">
            <Link href={model.usageHref}>See usage</Link>
          </Button>
          {model.invoiceHref ? (
            <Button asChild>
              <a href={model.invoiceHref}>Invoice</a>
            </Button>
          ) : null}
          <Button asChild>
            <Link href={model.backHref}>Back to billing</Link>
          </Button>
        </>
      }
    >
      {model.paid ? `${formatMoney(model.paid)} was charged. ` : "Nothing was charged. "}
      Its limits hold already. It costs {price}; the next charge is on {formatDate(model.renewsAt, model.timeZone)}.
    </Outcome>
  );
}
