import { unavailable } from "@/lib/kernel/errors";
import type { PaymentProvider } from "@/lib/payments";

const RETRY_AFTER_SECONDS = 3_600;

/** The port of a deployment that takes no payments: every call says so, and what to set. Nothing is pretended. */
export function paymentsOff(): PaymentProvider {
  const refuse = (): never => {
    throw unavailable(
      "Payments are switched off on this deployment. Set STRIPE_SECRET_KEY, or STRIPE_SIMULATOR_URL to try it without money.",
      RETRY_AFTER_SECONDS,
    );
  };
  const refuseLater = async (): Promise<never> => refuse();
  return {
    ensureCustomer: refuseLater,
    addTaxId: refuseLater,
    removeTaxId: refuseLater,
    syncPrice: refuseLater,
    syncMeter: refuseLater,
    syncOveragePrice: refuseLater,
    retrieveMeter: refuseLater,
    setMeteredPrices: refuseLater,
    reportUse: refuseLater,
    usedBetween: refuseLater,
    createCheckout: refuseLater,
    retrieveCheckout: refuseLater,
    expireCheckout: refuseLater,
    retrieveSubscription: refuseLater,
    cancelSubscription: refuseLater,
    undoCancel: refuseLater,
    pauseSubscription: refuseLater,
    resumeSubscription: refuseLater,
    extendTrial: refuseLater,
    payInvoice: refuseLater,
    previewChange: refuseLater,
    changePlan: refuseLater,
    planChange: refuseLater,
    revokePlannedChange: refuseLater,
    paymentMethodOf: refuseLater,
    listInvoices: refuseLater,
    retrieveInvoice: refuseLater,
    previewNextInvoice: refuseLater,
    createPortalSession: refuseLater,
    verifyWebhook: refuse,
    verifyThinWebhook: refuse,
    listEvents: refuseLater,
    retrieveMeterErrors: refuseLater,
    retrieveCustomer: refuseLater,
    retrievePrice: refuseLater,
    listLiveSubscriptions: refuseLater,
    findPromotion: refuseLater,
    previewPurchase: refuseLater,
    makeRefund: refuseLater,
    moneyBackOf: refuseLater,
    paymentIntentOf: refuseLater,
    invoiceOfPaymentIntent: refuseLater,
  };
}
