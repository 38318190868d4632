import type { BillingInterval, Overage } from "@/lib/catalog";
import type { Instant, Period } from "@/lib/kernel/time";
import type { PaidSubscription, SyncedPrice } from "./provider";

/** A meter of the catalog that has to be counted at the provider too. */
export interface MeterRequest {
  readonly slug: string;
  readonly name: string;
}

/** The price of what goes beyond one limit of a plan. */
export interface OveragePriceRequest {
  readonly planId: string;
  readonly planCode: string;
  readonly planName: string;
  readonly meter: string;
  readonly meterName: string;
  /** The provider's meter. */
  readonly meterId: string;
  readonly priceId: string;
  readonly overage: Overage;
  readonly currency: string;
  readonly interval: BillingInterval;
}

/** A price that counts usage, on a subscription, and since when it does. */
export interface MeteredItem {
  readonly priceId: string;
  readonly since: Instant;
}

/** One message to a meter of the provider. `id` is ours; the provider takes it once. */
export interface ReportedUse {
  readonly id: string;
  readonly meter: string;
  readonly customerId: string;
  /** Whole; what is negative takes back. */
  readonly units: bigint;
  /** To the second. */
  readonly moment: Instant;
}

/** What the provider knows of a meter. */
export interface ProviderMeter {
  readonly id: string;
  readonly meter: string | null;
  readonly active: boolean;
}

/** The part of the port that has usage billed. */
export interface MeterPort {
  /** Makes the meter, or adopts the one of ours that is there. STRIPE_ERROR when that one counts otherwise. Returns its id. */
  syncMeter(request: MeterRequest): Promise<string>;
  /** Makes the price and its product, or adopts those made before under our ids. STRIPE_ERROR when they say something else. */
  syncOveragePrice(request: OveragePriceRequest): Promise<SyncedPrice>;
  retrieveMeter(meterId: string): Promise<ProviderMeter | null>;
  /** Lets a subscription count by exactly these prices besides its plan; nothing is charged now. Repeating it changes nothing. */
  setMeteredPrices(subscriptionId: string, priceIds: readonly string[]): Promise<PaidSubscription>;
  /** Tells a meter of usage. `known`: it had been told under this id within its memory, which lasts a day. */
  reportUse(use: ReportedUse): Promise<"taken" | "known">;
  /** What a meter has summed for a customer. The period must begin and end on whole minutes. */
  usedBetween(meterId: string, customerId: string, period: Period): Promise<bigint>;
}
