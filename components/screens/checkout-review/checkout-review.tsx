import { ArrowRight, Check, CircleCheck, Info, RotateCw, TicketPercent } from "lucide-react";
import Link from "next/link";
import { formatDate, formatMoney } from "@/components/format";
import { ActionForm, type FormAction } from "@/components/ui/action-form";
import { Badge } from "@/components/ui/badge";
import { Note } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Card, CardFoot, CardTitle } from "@/components/ui/card";
import { ErrorState } from "@/components/ui/error-state";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { QuantityField } from "../change-plan/quantity-field";
import type { CheckoutReviewModel, ReadyReview, ReviewLine } from "./model";

interface CheckoutReviewProps {
  model: CheckoutReviewModel;
  /** Opens the payment page. Posts `plan`, `interval` and `coupon`. */
  pay: FormAction;
  /** Prices the review again with a code. Posts the same fields. */
  applyCoupon?: FormAction;
}

/** The last look before the payment page: what is due today, and what on which day after that. */
export function CheckoutReviewScreen({ model, pay, applyCoupon }: CheckoutReviewProps) {
  switch (model.kind) {
    case "ready":
      return <Ready model={model} pay={pay} applyCoupon={applyCoupon} />;
    case "provider_down":
      return (
        <>
          <h1 className="text-2xl font-semibold">Choose {model.planName}</h1>
          <Card aria-label="Payment is away" className="grid gap-4">
            <ErrorState
              title="The payment page cannot be opened"
              requestId={model.requestId}
              action={
                <Button asChild>
                  <a href={model.retryHref}>
                    <RotateCw aria-hidden />
                    Try again
                  </a>
                </Button>
              }
            >
              The payment provider does not answer. Nothing was charged, and your plan is as it was.
            </ErrorState>
            <CardFoot>
              <Link href={model.backHref} className="link">
                Back to plans
              </Link>
            </CardFoot>
          </Card>
        </>
      );
    case "not_sold":
      return (
        <>
          <h1 className="text-2xl font-semibold">{model.planName} is not sold online</h1>
          <Card aria-label="Not sold" className="grid gap-4">
            <p className="text-muted-foreground">It may have been archived, or it is sold by contract.</p>
            <div>
              <Button asChild>
                <Link href={model.plansHref}>See the plans</Link>
              </Button>
            </div>
          </Card>
        </>
      );
  }
}

function Ready({ model, pay, applyCoupon }: { model: ReadyReview } & Pick<CheckoutReviewProps, "pay" | "applyCoupon">) {
  const order = { plan: model.planCode, interval: model.interval };
  const fields = model.quantity ? { ...order, quantity: String(model.quantity.value) } : order;
  return (
    <>
      <div>
        <h1 className="text-2xl font-semibold">Review {model.planName}</h1>
        <p className="mt-1 text-muted-foreground">For {model.organizationName}. Nothing is charged on this page.</p>
      </div>
      <Card aria-label="Order" className="grid gap-6">
        <PlanSummary model={model} />
        {model.quantity ? (
          <form className="grid gap-4">
            {Object.entries(order).map(([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ))}
            {model.coupon?.applied ? <input type="hidden" name="coupon" value={model.coupon.code} /> : null}
            <QuantityField {...model.quantity} />
          </form>
        ) : null}
        <Lines model={model} />
        {applyCoupon && model.coupon ? (
          <ActionForm action={applyCoupon} fields={fields}>
            <CouponField coupon={model.coupon} />
          </ActionForm>
        ) : null}
        <div className="grid gap-3">
          <ActionForm
            action={pay}
            fields={{ ...fields, key: model.key, ...(model.coupon?.applied ? { coupon: model.coupon.code } : {}) }}
          >
            <SubmitButton variant="primary" block>
              Continue to payment
              <ArrowRight aria-hidden />
            </SubmitButton>
          </ActionForm>
          <Link href={model.backHref} className="link inline-flex min-h-10 items-center justify-self-center sm:min-h-0">
            Back to plans
          </Link>
        </div>
      </Card>
      {model.simulated ? (
        <Note icon={Info}>
          <p className="text-muted-foreground">
            The payment page is a simulated one. Use the test card it offers; no money moves.
          </p>
        </Note>
      ) : null}
    </>
  );
}

function PlanSummary({ model }: { model: ReadyReview }) {
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <CardTitle>{model.planName}</CardTitle>
        <p className="num">
          {formatMoney(model.price)} <span className="text-muted-foreground">a {model.interval}</span>
        </p>
      </div>
      {model.trialDays > 0 ? (
        <div>
          <Badge tone="info" icon={CircleCheck}>
            {model.trialDays} days free
          </Badge>
        </div>
      ) : null}
      <ul className="grid gap-1">
        {model.includes.map((line) => (
          <li key={line} className="flex items-start gap-2 text-muted-foreground">
            <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-success-text" />
            {line}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Lines({ model }: { model: ReadyReview }) {
  return (
    <dl className="grid gap-3 border-t pt-4">
      {model.lines.map((line) => (
        <Line key={line.label} line={line} />
      ))}
      <div className="flex items-baseline justify-between gap-4 border-t pt-3">
        <dt className="text-base font-semibold">Due today</dt>
        <dd className="text-2xl font-semibold num">{formatMoney(model.dueToday)}</dd>
      </div>
      {model.then ? (
        <div className="flex flex-wrap justify-between gap-x-4">
          <dt>Then, on {formatDate(model.then.on, model.timeZone)}</dt>
          <dd className="num">
            {formatMoney(model.then.amount)} <span className="text-muted-foreground">a {model.interval}</span>
          </dd>
        </div>
      ) : null}
      {model.taxAtPayment ? (
        <div className="flex justify-between gap-4 text-xs text-muted-foreground">
          <dt>Tax</dt>
          <dd>added for your address on the payment page</dd>
        </div>
      ) : null}
    </dl>
  );
}

function Line({ line }: { line: ReviewLine }) {
  return (
    <div className="flex justify-between gap-4">
      <dt>
        {line.label}
        {line.note ? <span className="block text-xs text-muted-foreground">{line.note}</span> : null}
      </dt>
      <dd className="num">{formatMoney(line.amount)}</dd>
    </div>
  );
}

function CouponField({ coupon }: { coupon: NonNullable<ReadyReview["coupon"]> }) {
  return (
    <Field label="Coupon or promotion code" error={coupon.error}>
      {(control) => (
        <div className="grid gap-2">
          <div className="flex gap-2">
            <Input {...control} name="coupon" defaultValue={coupon.code} autoComplete="off" maxLength={50} />
            <SubmitButton>Apply</SubmitButton>
          </div>
          {coupon.applied ? (
            <p className="flex items-center gap-2 text-xs text-success-text">
              <TicketPercent aria-hidden className="size-3 shrink-0" />
              {coupon.applied}
            </p>
          ) : null}
        </div>
      )}
    </Field>
  );
}
