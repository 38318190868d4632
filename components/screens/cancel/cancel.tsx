import { CalendarX2, Check, CircleCheck, X } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { formatDate, formatMoney, zoneName } from "../../format";
import { Button } from "../../ui/button";
import { Card, CardTitle } from "../../ui/card";
import { PageBody, PageHead } from "../../ui/page";
import { Loading, Skeleton } from "../../ui/skeleton";
import { everyInterval } from "../billing/words";
import { CancelForm, type FormTarget } from "./cancel-form";
import type { CancelModel, Consequence, OpenCancel, ScheduledCancel, UndoneCancel } from "./model";

interface CancelScreenProps {
  model: CancelModel;
  /** The page's server action for the form; it reads the fields named in CANCEL_FIELDS. */
  action: FormTarget;
  /** Takes the cancellation back; says what is kept ("Keep Growth"). Offered only while it is scheduled. */
  undo?: ReactNode;
}

/** What stops and when, why, and two ways out: cancel on the date, or keep the plan. */
export function CancelScreen({ model, action, undo }: CancelScreenProps) {
  switch (model.kind) {
    case "open":
      return <Open model={model} action={action} />;
    case "scheduled":
      return <Scheduled model={model} undo={undo} />;
    case "undone":
      return <Undone model={model} />;
    case "loading":
      return <CancelSkeleton />;
  }
}

function Open({ model, action }: { model: OpenCancel; action: CancelScreenProps["action"] }) {
  const date = formatDate(model.endsAt, model.timeZone);
  return (
    <PageBody settings>
      <PageHead
        title={`Cancel ${model.planName}`}
        description={`${model.organizationName}, ${formatMoney(model.price)} ${everyInterval(model.interval)}. Times in ${zoneName(model.timeZone)}.`}
      />
      <Card aria-label="What happens" className="grid gap-4">
        <CardTitle>
          {model.planName} works until {date}
        </CardTitle>
        <ul className="grid gap-2">
          {model.consequences.map((consequence) => (
            <ConsequenceRow key={consequence.words} consequence={consequence} />
          ))}
        </ul>
      </Card>
      {model.offer ? <Offer offer={model.offer} /> : null}
      <CancelForm model={model} action={action} />
    </PageBody>
  );
}

function ConsequenceRow({ consequence }: { consequence: Consequence }) {
  const stops = consequence.kind === "stops";
  const Icon = stops ? X : Check;
  return (
    <li className={`flex items-start gap-2 ${stops ? "text-danger-text" : ""}`}>
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${stops ? "" : "text-success-text"}`} />
      <span className="min-w-0 num">
        <span className="sr-only">{stops ? "Stops: " : "Stays: "}</span>
        {consequence.words}
      </span>
    </li>
  );
}

function Offer({ offer }: { offer: NonNullable<OpenCancel["offer"]> }) {
  return (
    <Card aria-label="A cheaper plan" className="flex flex-wrap items-center justify-between gap-4">
      <div className="min-w-0">
        <CardTitle>Or pay less</CardTitle>
        <p className="text-muted-foreground num">
          {offer.planName} costs {formatMoney(offer.price)} {everyInterval(offer.interval)} and keeps your history and
          keys as they are.
        </p>
      </div>
      <Button asChild className="max-sm:w-full">
        <Link href={offer.href}>Compare with {offer.planName}</Link>
      </Button>
    </Card>
  );
}

function Scheduled({ model, undo }: { model: ScheduledCancel; undo: ReactNode }) {
  const date = formatDate(model.endsAt, model.timeZone);
  return (
    <Outcome
      title={`Cancel ${model.planName}`}
      organizationName={model.organizationName}
      timeZone={model.timeZone}
      icon={<CalendarX2 aria-hidden className="mt-0.5 size-5 shrink-0 text-warning-text" strokeWidth={1.75} />}
      lead={`${model.planName} ends on ${date}`}
      backHref={model.backHref}
      extra={undo}
    >
      Everything works until then, and nothing more is charged for the plan; use beyond the allowance is billed on that
      day. Afterwards the organization is on Free and nothing is deleted.
    </Outcome>
  );
}

function Undone({ model }: { model: UndoneCancel }) {
  const date = formatDate(model.renewsAt, model.timeZone);
  return (
    <Outcome
      title={`${model.planName} stays`}
      organizationName={model.organizationName}
      timeZone={model.timeZone}
      icon={<CircleCheck aria-hidden className="mt-0.5 size-5 shrink-0 text-success-text" strokeWidth={1.75} />}
      lead="The cancellation is taken back"
      backHref={model.backHref}
    >
      {model.planName} renews on {date} at {formatMoney(model.price)} {everyInterval(model.interval)}, as before.
    </Outcome>
  );
}

interface OutcomeProps {
  title: string;
  organizationName: string;
  timeZone: string;
  icon: ReactNode;
  lead: string;
  backHref: string;
  extra?: ReactNode;
  children: ReactNode;
}

function Outcome({ title, organizationName, timeZone, icon, lead, backHref, extra, children }: OutcomeProps) {
  return (
    <PageBody settings>
      <PageHead title={title} description={`${organizationName}. Times in ${zoneName(timeZone)}.`} />
      <Card aria-label={lead} className="grid gap-4">
        <div className="flex items-start gap-3" role="status">
          {icon}
          <div className="min-w-0">
            <CardTitle>{lead}</CardTitle>
            <p className="mt-1 text-muted-foreground num">{children}</p>
          </div>
        </div>
        <div className="flex flex-wrap gap-2 max-sm:[&>*]:flex-auto">
          <Button asChild>
            <Link href={backHref}>Back to billing</Link>
          </Button>
          {extra}
        </div>
      </Card>
    </PageBody>
  );
}

function CancelSkeleton() {
  return (
    <PageBody settings>
      <PageHead
        title="Cancel"
        description={<span aria-hidden className="skeleton inline-block h-4 w-64 max-w-full align-middle" />}
      />
      <Loading label="Loading the plan" className="grid gap-4 sm:gap-6">
        <Skeleton className="h-56 rounded-lg" />
        <Skeleton className="h-96 rounded-lg" />
      </Loading>
    </PageBody>
  );
}
