import { PublicFrame } from "../frames";
import { stateOf, type ScreenEntry } from "../entry";
import type { PricingModel } from "./model";
import { PricingScreen } from "./pricing";
import { states } from "./states";

export const entry: ScreenEntry = {
  title: "Pricing",
  states: Object.keys(states),
  render: (state) => (
    <PublicFrame signedIn={state.startsWith("signed_in")}>
      <PricingScreen model={stateOf<PricingModel>(states, state)} />
    </PublicFrame>
  ),
};
