export type { CustomerRequest, ProviderAddress, ProviderCustomer, ProviderTaxId } from "./customer-port";
export type { EventSearch, MeterErrors, ProviderEvent, ProviderEventPage } from "./event-port";
export type {
  InvoiceLine,
  InvoicePreview,
  InvoiceStatus,
  PaymentFailure,
  PricedLine,
  ProviderInvoice,
} from "./invoice-port";
export type {
  ChangedPlan,
  ChangeInvoice,
  CheckoutRequest,
  CheckoutSession,
  PaidSubscription,
  PaymentMethod,
  PaymentProvider,
  PlanChange,
  PlanItem,
  PlannedItem,
  PortalFlow,
  PortalRequest,
  PriceRequest,
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
export {
  checkedAddress,
  checkedTaxId,
  countryName,
  forgetReplaced,
  getBillingDetails,
  keepTaxIdAtProvider,
  lockDetails,
  saveAddress,
  sameTaxNumber,
  saveTaxId,
  TAX_ID_TYPES,
  taxIdFault,
  type BillingAddress,
  type BillingDetails,
  type TaxId,
} from "./details";
export type {
  BelongsToPayment,
  DisputeStatus,
  MoneyBack,
  MoneyBackProvider,
  ProviderDispute,
  ProviderRefund,
  RefundRequest,
} from "./money-back";
export type {
  FoundPromotion,
  Promotion,
  PromotionQuestion,
  PromotionRefusal,
  PurchasePreview,
  PurchaseProvider,
} from "./promotion";
export type {
  Dispute,
  InvoiceKeyset,
  InvoicePage,
  InvoiceRef,
  Payment,
  PaymentAccount,
  PaymentKeyset,
  PaymentPage,
  PaymentStatus,
  Refund,
  RefundStatus,
} from "./model";
export { isOpenDispute, refundableLeft, type NotRefundable, type RefundableLeft } from "./rules/money-back";
export {
  answerRefund,
  applyMoneyBack,
  failRefund,
  lockAccount,
  openRefund,
  takeUnansweredRefunds,
  type AppliedMoneyBack,
  type ChangedDispute,
  type ChangedRefund,
} from "./give-back";
export { checkoutSuperseded } from "./errors";
export {
  accountsOfInvoices,
  findPaymentByIntent,
  findPaymentBySession,
  findRefund,
  getInvoiceRef,
  getPayment,
  getPaymentAccount,
  invoiceNumbersOf,
  listInvoiceRefs,
  listPaymentAccounts,
  listPayments,
  organizationOfInvoice,
  organizationOfPayment,
  refundById,
} from "./queries";
export {
  attachSession,
  failPayment,
  openPayment,
  recordRenewalAttempt,
  settlePayment,
  supersedePending,
  tieIntent,
} from "./record-payment";
export { mirrorInvoiceRow, type MirroredInvoice } from "./mirror-invoice";
