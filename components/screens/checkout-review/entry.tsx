import { stateOf, type ScreenEntry } from "../entry";
import { PublicFrame } from "../frames";
import { CheckoutReviewScreen } from "./checkout-review";
import type { CheckoutReviewModel } from "./model";
import { states } from "./states";

export const entry: ScreenEntry = {
  title: "Checkout review",
  states: Object.keys(states),
  render: (state) => (
    <PublicFrame signedIn narrow>
      <CheckoutReviewScreen
        model={stateOf<CheckoutReviewModel>(states, state)}
        pay="/checkout"
        applyCoupon="/checkout/coupon"
      />
    </PublicFrame>
  ),
};
