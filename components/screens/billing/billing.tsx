import { Building2, CircleAlert, CreditCard, Lock } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { formatMoney, zoneName } from "../../format";
import { Banner, Note } from "../../ui/banner";
import { Button } from "../../ui/button";
import { FailurePage } from "../../ui/failure";
import { PageBody, PageHead } from "../../ui/page";
import { BillingSkeleton } from "./billing-skeleton";
import { InvoicesCard } from "./invoices-card";
import type { BillingModel, NextCharge, ReadyBilling } from "./model";
import { NextChargeCard } from "./next-charge-card";
import { PaymentMethodCard } from "./payment-method-card";
import { PlanCardView } from "./plan-card";
import { currencyWords } from "./words";

interface BillingScreenProps {
  model: BillingModel;
  /**
   * Undoes a scheduled cancellation or takes up a paused subscription: a form or button of the page, offered only to
   * whoever may press it. It says its verb and plan ("Keep Growth", "Resume Growth").
   */
  resume?: ReactNode;
  /** Lets the subscription rest; asks before it does. */
  pause?: ReactNode;
}

/** The plan, what will be charged next and why, the card, and the last invoices. */
export function BillingScreen({ model, resume, pause }: BillingScreenProps) {
  switch (model.kind) {
    case "ready":
      return <Ready model={model} resume={resume} pause={pause} />;
    case "failed":
      return (
        <FailurePage
          heading="Billing"
          title="Billing could not be loaded"
          requestId={model.requestId}
          retryHref={model.retryHref}
        >
          The subscription could not be read in time. Nothing was charged or changed.
        </FailurePage>
      );
    case "loading":
      return <BillingSkeleton />;
  }
}

/** Loads this page again, whatever its filters are. */
const SAME_PAGE = "?";

function Ready({ model, resume, pause }: { model: ReadyBilling; resume: ReactNode; pause: ReactNode }) {
  const { asOf, timeZone, links, plan } = model;
  const short = isShort(model.nextCharge);
  const invoices = (
    <InvoicesCard invoices={model.invoices} allHref={links.allInvoices} retryHref={SAME_PAGE} timeZone={timeZone} />
  );
  return (
    <PageBody>
      <PageHead
        title="Billing"
        description={`${model.organizationName}, in ${currencyWords(model.currency)}. Times in ${zoneName(timeZone)}.`}
        actions={<HeadActions model={model} />}
      />
      {model.notice ? (
        <Banner inCard tone="warning" icon={CircleAlert} lead={model.notice.lead}>
          {model.notice.words}
        </Banner>
      ) : null}
      {model.readOnlyReason ? <Note icon={Lock}>{model.readOnlyReason}</Note> : null}
      <div className="grid gap-4 sm:gap-x-4 lg:grid-cols-[minmax(0,5fr)_minmax(0,3fr)] [&>*]:min-w-0">
        <div className="grid content-start gap-4">
          <NextChargeCard
            charge={model.nextCharge}
            nothingBecause={nothingBecause(model)}
            asOf={asOf}
            timeZone={timeZone}
            retryHref={SAME_PAGE}
          />
          {short ? invoices : null}
        </div>
        <div className="grid content-start gap-4">
          <PlanCardView plan={plan} links={links} asOf={asOf} timeZone={timeZone} resume={resume} pause={pause} />
          <PaymentMethodCard
            method={model.paymentMethod}
            billingEmail={model.billingEmail}
            taxId={model.taxId}
            portalHref={links.portal}
            cardNeeded={isCharge(model.nextCharge)}
          />
        </div>
      </div>
      {short ? null : invoices}
    </PageBody>
  );
}

function HeadActions({ model }: { model: ReadyBilling }) {
  const owed = isCharge(model.nextCharge) && model.nextCharge.kind === "owed" ? model.nextCharge : null;
  const { links } = model;
  if (!links.details && !links.payNow) return null;
  return (
    <>
      {links.details ? (
        <Button asChild>
          <Link href={links.details}>
            <Building2 aria-hidden />
            Edit details
          </Link>
        </Button>
      ) : null}
      {owed && links.payNow ? (
        <Button asChild variant="primary">
          <a href={links.payNow}>
            <CreditCard aria-hidden />
            Pay {formatMoney(owed.total)} now
          </a>
        </Button>
      ) : null}
    </>
  );
}

function isCharge(charge: ReadyBilling["nextCharge"]): charge is NextCharge {
  return charge !== null && !("requestId" in charge);
}

/** Lines from which the next charge stands as high as the plan beside it; below that the invoices fill its column. */
const TALL_CHARGE_LINES = 4;

function isShort(charge: ReadyBilling["nextCharge"]): boolean {
  if (!isCharge(charge)) return true;
  return charge.lines.length < TALL_CHARGE_LINES && charge.attempts.length === 0 && charge.atThisPace === null;
}

function nothingBecause({ plan }: ReadyBilling): string {
  if (plan.status === "paused") return "Nothing is charged while the subscription is paused.";
  if (plan.cancelsAt) return `${plan.name} will not renew, so nothing more is charged for it.`;
  if (plan.price.amount === "0")
    return `The ${plan.name} plan costs nothing. A paid one shows its lines here before it charges anything.`;
  return "Nothing is due.";
}
