export type {
  ChangedPlan,
  ChangeInvoice,
  CheckoutRequest,
  CheckoutSession,
  CustomerRequest,
  InvoiceLine,
  InvoicePreview,
  InvoiceStatus,
  PaidSubscription,
  PaymentFailure,
  PaymentMethod,
  PaymentProvider,
  PlanChange,
  PlanItem,
  PlannedItem,
  PortalRequest,
  PriceRequest,
  ProviderEvent,
  ProviderInvoice,
  ProviderMetadata,
  SyncedPrice,
} from "./provider";
export type { InvoiceKeyset, InvoicePage, InvoiceRef, Payment, PaymentStatus } from "./model";
export { checkoutSuperseded } from "./errors";
export { findPaymentBySession, getPayment, listInvoiceRefs, listPayments } from "./queries";
export {
  attachSession,
  failPayment,
  openPayment,
  recordRenewalAttempt,
  settlePayment,
  supersedePending,
} from "./record-payment";
export { mirrorInvoiceRow, type MirroredInvoice } from "./mirror-invoice";
