import type { WantedChange } from "@/lib/billing";

interface WishOnWire {
  readonly plan: string;
  readonly interval: "month" | "year";
  readonly quantity?: number | undefined;
}

export const wishOf = ({ plan, interval, quantity }: WishOnWire): WantedChange => ({
  planCode: plan.toUpperCase(),
  interval: interval === "year" ? "YEAR" : "MONTH",
  ...(quantity === undefined ? {} : { quantity }),
});
