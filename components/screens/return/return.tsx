import {
  ArrowRight,
  CircleAlert,
  CircleCheck,
  CircleHelp,
  Hourglass,
  LoaderCircle,
  RotateCw,
  ShieldCheck,
  type LucideIcon,
} from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { formatDate, formatMoney } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import type { ReturnModel } from "./model";
import { RefreshOnce } from "./refresh-once";
import { SettleWatch } from "./settle-watch";

/** Where a buyer lands after payment. It says what is known now, and never that something is paid before it is. */
export function ReturnScreen({ model }: { model: ReturnModel }) {
  switch (model.kind) {
    case "confirming":
      return (
        <SettleWatch
          waiting={<Confirming planName={model.planName} />}
          late={<StillConfirming planName={model.planName} />}
        />
      );
    case "paid":
      return (
        <Outcome
          icon={CircleCheck}
          tone="success"
          title={`${model.planName} is yours`}
          actions={
            <>
              <RefreshOnce />
              <Continue href={model.continueHref} />
              {model.invoiceHref ? <Secondary href={model.invoiceHref}>See invoice</Secondary> : null}
            </>
          }
        >
          {formatMoney(model.paid)} paid. The receipt goes to {model.receiptTo}.
          {model.nextChargeAt ? ` The next charge is on ${formatDate(model.nextChargeAt, model.timeZone)}.` : ""}
        </Outcome>
      );
    case "trial_started":
      return (
        <Outcome
          icon={CircleCheck}
          tone="success"
          title={`Your ${model.planName} trial has begun`}
          actions={
            <>
              <RefreshOnce />
              <Continue href={model.continueHref} />
            </>
          }
        >
          Nothing was charged. On {formatDate(model.trialEndsAt, model.timeZone)} it becomes {formatMoney(model.then)} a{" "}
          {model.interval}, unless you cancel before.
        </Outcome>
      );
    case "processing":
      return (
        <Outcome
          icon={Hourglass}
          tone="muted"
          title="Your bank is still working on it"
          actions={<Secondary href={model.continueHref}>Go to the portal</Secondary>}
          reference={model.sessionReference}
        >
          {model.planName} starts when the payment arrives; with some methods that takes days. You get an e-mail then,
          and your present plan goes on meanwhile. There is no need to pay again.
        </Outcome>
      );
    case "requires_action":
      return (
        <Outcome
          icon={ShieldCheck}
          tone="warning"
          title="Your bank wants to hear from you"
          actions={
            <>
              <Button asChild variant="primary">
                <a href={model.actionHref}>Confirm with the bank</a>
              </Button>
              <Secondary href={model.backHref}>Not now</Secondary>
            </>
          }
        >
          The payment for {model.planName} waits for your confirmation. Nothing was charged yet.
        </Outcome>
      );
    case "failed":
      return (
        <Outcome
          icon={CircleAlert}
          tone="danger"
          title="The payment did not go through"
          actions={
            <>
              <Button asChild variant="primary">
                <a href={model.retryHref}>Try another card</a>
              </Button>
              <Secondary href={model.backHref}>Back to plans</Secondary>
            </>
          }
        >
          {model.reason} Nothing was charged, and your plan is as it was.
        </Outcome>
      );
    case "already_done":
      return (
        <Outcome
          icon={CircleCheck}
          tone="success"
          title={`${model.planName} is already running`}
          actions={<Continue href={model.continueHref} />}
        >
          This payment was settled on {formatDate(model.since, model.timeZone)}. Opening the page again changes nothing.
        </Outcome>
      );
    case "unknown":
      return (
        <Outcome
          icon={CircleHelp}
          tone="muted"
          title="No such payment"
          actions={<Secondary href={model.backHref}>Back to plans</Secondary>}
        >
          The address names no payment of your organization. Nothing was charged by opening it.
        </Outcome>
      );
  }
}

function Confirming({ planName }: { planName: string }) {
  return (
    <Outcome icon={LoaderCircle} spin tone="muted" title="Confirming the payment" live>
      Asking the payment provider about {planName}. This takes a few seconds; you can leave the page without losing
      anything.
    </Outcome>
  );
}

function StillConfirming({ planName }: { planName: string }) {
  return (
    <Outcome
      icon={Hourglass}
      tone="muted"
      title="Not confirmed yet"
      live
      actions={
        <Button asChild>
          <a href="">
            <RotateCw aria-hidden />
            Check again
          </a>
        </Button>
      }
    >
      The provider has not answered in ten seconds. {planName} starts by itself as soon as it does, and you get an
      e-mail. There is no need to pay again.
    </Outcome>
  );
}

function Continue({ href }: { href: string }) {
  return (
    <Button asChild variant="primary">
      <Link href={href}>
        Go to the portal
        <ArrowRight aria-hidden />
      </Link>
    </Button>
  );
}

function Secondary({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Button asChild>
      <Link href={href}>{children}</Link>
    </Button>
  );
}

const ink = {
  success: "text-success-text",
  warning: "text-warning-text",
  danger: "text-danger-text",
  muted: "text-muted-foreground",
} as const;

interface OutcomeProps {
  icon: LucideIcon;
  spin?: boolean;
  tone: keyof typeof ink;
  title: string;
  /** Announce it: the words change while the page stays. */
  live?: boolean;
  reference?: string;
  actions?: ReactNode;
  children: ReactNode;
}

function Outcome({ icon: Icon, spin, tone, title, live, reference, actions, children }: OutcomeProps) {
  return (
    <Card aria-label="Payment" className="grid gap-6">
      <div className="grid gap-3" role={live ? "status" : undefined}>
        <Icon aria-hidden strokeWidth={1.75} className={cn("size-8", ink[tone], spin && "animate-spin")} />
        <h1 className="text-2xl font-semibold">{title}</h1>
        <p className="text-pretty text-muted-foreground num">{children}</p>
        {reference ? (
          <p className="text-xs text-muted-foreground">
            Reference <code className="break-all">{reference}</code>
          </p>
        ) : null}
      </div>
      {actions ? <div className="flex flex-wrap gap-2 max-sm:[&>*]:w-full">{actions}</div> : null}
    </Card>
  );
}
