import { checkoutSessionCompleted } from "./checkout-session-completed";
import { checkoutSessionAsyncPaymentSucceeded } from "./checkout-session-async-payment-succeeded";
import { checkoutSessionAsyncPaymentFailed } from "./checkout-session-async-payment-failed";
import { checkoutSessionExpired } from "./checkout-session-expired";
import { customerSubscriptionCreated } from "./customer-subscription-created";
import { customerSubscriptionUpdated } from "./customer-subscription-updated";
import { customerSubscriptionDeleted } from "./customer-subscription-deleted";
import { customerSubscriptionPaused } from "./customer-subscription-paused";
import { customerSubscriptionResumed } from "./customer-subscription-resumed";
import { invoiceCreated } from "./invoice-created";
import { invoiceUpdated } from "./invoice-updated";
import { invoiceFinalized } from "./invoice-finalized";
import { invoicePaid } from "./invoice-paid";
import { invoicePaymentFailed } from "./invoice-payment-failed";
import { invoiceVoided } from "./invoice-voided";
import { invoiceMarkedUncollectible } from "./invoice-marked-uncollectible";
import { customerSubscriptionTrialWillEnd } from "./customer-subscription-trial-will-end";
import { refundCreated } from "./refund-created";
import { refundUpdated } from "./refund-updated";
import { refundFailed } from "./refund-failed";
import { chargeRefunded } from "./charge-refunded";
import { chargeDisputeCreated } from "./charge-dispute-created";
import { chargeDisputeUpdated } from "./charge-dispute-updated";
import { chargeDisputeClosed } from "./charge-dispute-closed";
import { chargeDisputeFundsWithdrawn } from "./charge-dispute-funds-withdrawn";
import { chargeDisputeFundsReinstated } from "./charge-dispute-funds-reinstated";
import { applyInvoiceAndSubscriptionEvent, applyInvoiceEvent } from "./apply-event";
import { billingMeterErrorReportTriggered } from "./billing-meter-error-report-triggered";
import { billingMeterNoMeterFound } from "./billing-meter-no-meter-found";
import type { EventHandler, ReportHandler } from "../model";

/** Every type of event that Weir listens to, each with its reason. Everything else is stored and ignored. */
export const HANDLERS: readonly EventHandler[] = [
  checkoutSessionCompleted,
  checkoutSessionAsyncPaymentSucceeded,
  checkoutSessionAsyncPaymentFailed,
  checkoutSessionExpired,
  customerSubscriptionCreated,
  customerSubscriptionUpdated,
  customerSubscriptionDeleted,
  customerSubscriptionPaused,
  customerSubscriptionResumed,
  invoiceCreated,
  invoiceUpdated,
  invoiceFinalized,
  invoicePaid,
  invoicePaymentFailed,
  invoiceVoided,
  invoiceMarkedUncollectible,
  customerSubscriptionTrialWillEnd,
  refundCreated,
  refundUpdated,
  refundFailed,
  chargeRefunded,
  chargeDisputeCreated,
  chargeDisputeUpdated,
  chargeDisputeClosed,
  chargeDisputeFundsWithdrawn,
  chargeDisputeFundsReinstated,
];

/** Every thin event that Weir listens to: what it names cannot be applied, only told. */
export const REPORT_HANDLERS: readonly ReportHandler[] = [billingMeterErrorReportTriggered, billingMeterNoMeterFound];

/** What a handler does is a part of what another does: of one object, the other suffices. */
export const COVERED_BY: ReadonlyMap<EventHandler["handle"], EventHandler["handle"]> = new Map([
  [applyInvoiceEvent, applyInvoiceAndSubscriptionEvent],
]);

const BY_TYPE = new Map(HANDLERS.map((handler) => [handler.type, handler]));

export const handlerOf = (type: string): EventHandler | undefined => BY_TYPE.get(type);

const REPORTS_BY_TYPE = new Map(REPORT_HANDLERS.map((handler) => [handler.type, handler]));

export const reportHandlerOf = (type: string): ReportHandler | undefined => REPORTS_BY_TYPE.get(type);
