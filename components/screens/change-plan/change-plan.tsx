import { CalendarClock, CircleAlert } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { formatDate, formatMoney, zoneName } from "../../format";
import { Banner } from "../../ui/banner";
import { Button } from "../../ui/button";
import { Card, CardTitle } from "../../ui/card";
import { PageBody, PageHead } from "../../ui/page";
import { Loading, Skeleton } from "../../ui/skeleton";
import { everyInterval } from "../billing/words";
import type { ChangePlanModel, PlanConflict, ReadyChange, ScheduledChange, TimingOption } from "./model";
import { Done, Refused, Waiting } from "./outcomes";
import { PaymentCard } from "./payment-card";
import { PlanSides } from "./plan-sides";
import { QuantityField } from "./quantity-field";
import { confirmWords } from "./words";

interface ChangePlanScreenProps {
  model: ChangePlanModel;
  /**
   * Makes the confirming control with the given words: a submit button in the page's own form. It is asked only when
   * the change can be made; otherwise the screen shows a disabled button that says why.
   */
  confirm(words: string): ReactNode;
  /** Undoes a planned change; says what is kept ("Keep Growth"). */
  undo?: ReactNode;
}

/** From one plan to another: what changes, what is lost, when, and the sum before anything is pressed. */
export function ChangePlanScreen({ model, confirm, undo }: ChangePlanScreenProps) {
  switch (model.kind) {
    case "ready":
      return <Ready model={model} confirm={confirm} />;
    case "scheduled":
      return <Scheduled model={model} undo={undo} />;
    case "refused":
      return <Refused model={model} />;
    case "waiting":
      return <Waiting model={model} />;
    case "done":
      return <Done model={model} />;
    case "loading":
      return <ChangePlanSkeleton />;
  }
}

function Ready({ model, confirm }: { model: ReadyChange; confirm: ChangePlanScreenProps["confirm"] }) {
  return (
    <PageBody settings>
      <PageHead
        title="Change plan"
        description={`${model.now.name} to ${model.next.name}, for ${model.organizationName}. Times in ${zoneName(model.timeZone)}.`}
        actions={
          <Button asChild>
            <Link href={model.plansHref}>Choose another plan</Link>
          </Button>
        }
      />
      {model.notice ? (
        <Banner inCard tone="warning" icon={CircleAlert} lead={model.notice.lead}>
          {model.notice.words}
        </Banner>
      ) : null}
      {model.quantity ? <Quantity quantity={model.quantity} /> : null}
      <PlanSides model={model} />
      {model.conflicts.length > 0 ? <Conflicts conflicts={model.conflicts} planName={model.next.name} /> : null}
      {model.timings.length > 1 ? <When model={model} /> : null}
      <PaymentCard model={model} confirm={<Confirm model={model} confirm={confirm} />} />
    </PageBody>
  );
}

function Confirm({ model, confirm }: { model: ReadyChange; confirm: ChangePlanScreenProps["confirm"] }) {
  const words = confirmWords(model);
  if (model.conflicts.length > 0) return <Button disabled>Not yet possible</Button>;
  if (words !== null) return <>{confirm(words)}</>;
  return <Button disabled>{model.preview.kind === "loading" ? "Working out the sum" : "Sum not known"}</Button>;
}

/** How many, as a part of the address: the sums below come from the provider. */
function Quantity({ quantity }: { quantity: NonNullable<ReadyChange["quantity"]> }) {
  return (
    <Card aria-label="How many">
      <form className="grid gap-4">
        {Object.entries(quantity.fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <QuantityField value={quantity.value} most={quantity.most} />
      </form>
    </Card>
  );
}

function Conflicts({ conflicts, planName }: { conflicts: readonly PlanConflict[]; planName: string }) {
  return (
    <div className="grid gap-2">
      {conflicts.map((conflict) => (
        <Banner
          key={conflict.words}
          inCard
          tone="danger"
          icon={CircleAlert}
          lead={`Does not fit ${planName}.`}
          actions={
            <Button asChild>
              <Link href={conflict.cure.href}>{conflict.cure.words}</Link>
            </Button>
          }
        >
          {conflict.words}
        </Banner>
      ))}
    </div>
  );
}

/** Each choice is an address, because the sum below depends on it and comes from the provider. */
function When({ model }: { model: ReadyChange }) {
  return (
    <Card aria-label="When" className="grid gap-4">
      <CardTitle>When</CardTitle>
      <ul className="grid gap-4">
        {model.timings.map((option) => (
          <li key={option.timing}>
            <TimingLink option={option} chosen={option.timing === model.timing} timeZone={model.timeZone} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

interface TimingLinkProps {
  option: TimingOption;
  chosen: boolean;
  timeZone: string;
}

function TimingLink({ option, chosen, timeZone }: TimingLinkProps) {
  const date = formatDate(option.at, timeZone);
  return (
    <Link
      href={option.href}
      scroll={false}
      replace
      aria-current={chosen ? "true" : undefined}
      className="flex items-start gap-3 rounded-sm max-sm:min-h-10"
    >
      <span
        aria-hidden
        className={`mt-0.5 size-4 shrink-0 rounded-full bg-card ${chosen ? "border-[5px] border-primary" : "border border-input"}`}
      />
      <span>
        <span className="font-medium num">
          {option.timing === "now" ? "Now" : "At period end"}, {date}
        </span>
        <span className="block text-muted-foreground">{option.words}</span>
      </span>
    </Link>
  );
}

function Scheduled({ model, undo }: { model: ScheduledChange; undo: ReactNode }) {
  const date = formatDate(model.at, model.timeZone);
  return (
    <PageBody settings>
      <PageHead
        title="Change plan"
        description={`${model.organizationName}. Times in ${zoneName(model.timeZone)}.`}
        actions={
          <Button asChild>
            <Link href={model.plansHref}>Choose another plan</Link>
          </Button>
        }
      />
      <Card aria-label="Planned change" className="grid gap-4">
        <div className="flex items-start gap-3">
          <CalendarClock aria-hidden className="mt-0.5 size-5 shrink-0 text-accent-foreground" strokeWidth={1.75} />
          <div className="min-w-0">
            <CardTitle>
              {model.currentName} becomes {model.nextName} on {date}
            </CardTitle>
            <p className="mt-1 text-muted-foreground num">
              Until then everything stays as it is and nothing is charged for the change. From {date} it costs{" "}
              {formatMoney(model.nextPrice)} {everyInterval(model.nextInterval)}. Another change takes its place.
            </p>
          </div>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button asChild>
            <Link href={model.backHref}>Back to billing</Link>
          </Button>
          {undo}
        </div>
      </Card>
    </PageBody>
  );
}

function ChangePlanSkeleton() {
  return (
    <PageBody settings>
      <PageHead
        title="Change plan"
        description={<span aria-hidden className="skeleton inline-block h-4 w-64 max-w-full align-middle" />}
      />
      <Loading label="Loading the change" className="grid gap-4 sm:gap-6">
        <div className="grid gap-8 sm:grid-cols-2 sm:gap-10">
          <Skeleton className="h-72 rounded-lg" />
          <Skeleton className="h-72 rounded-lg" />
        </div>
        <Skeleton className="h-48 rounded-lg" />
        <Skeleton className="h-96 rounded-lg" />
      </Loading>
    </PageBody>
  );
}
