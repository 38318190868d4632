import { stateOf, type ScreenEntry } from "../entry";
import { PortalFrame } from "../frames";
import { GalleryPaywall } from "./gallery-paywall";
import type { PaywallModel } from "./model";
import { states } from "./states";

export const entry: ScreenEntry = {
  title: "Paywall",
  states: Object.keys(states),
  render: (state) => (
    <PortalFrame>
      <GalleryPaywall model={stateOf<PaywallModel>(states, state)} />
    </PortalFrame>
  ),
};
