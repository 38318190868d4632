export type {
  ChangedPlan,
  ChangeInvoice,
  CheckoutRequest,
  CheckoutSession,
  CustomerRequest,
  EventSearch,
  InvoiceLine,
  InvoicePreview,
  InvoiceStatus,
  MeterErrors,
  PaidSubscription,
  PaymentFailure,
  PaymentMethod,
  PaymentProvider,
  PlanChange,
  PlanItem,
  PlannedItem,
  PortalRequest,
  PreviewLine,
  PriceRequest,
  ProviderCustomer,
  ProviderEvent,
  ProviderEventPage,
  ProviderInvoice,
  ProviderMetadata,
  ProviderPrice,
  SoldItem,
  SyncedPrice,
} from "./provider";
export type {
  MeteredItem,
  MeterPort,
  MeterRequest,
  OveragePriceRequest,
  ProviderMeter,
  ReportedUse,
} from "./meter-port";
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
