import { stateOf, type ScreenEntry } from "../entry";
import { PublicFrame } from "../frames";
import type { ReturnModel } from "./model";
import { ReturnScreen } from "./return";
import { states } from "./states";

export const entry: ScreenEntry = {
  title: "Return from payment",
  states: Object.keys(states),
  render: (state) => (
    <PublicFrame signedIn narrow>
      <ReturnScreen model={stateOf<ReturnModel>(states, state)} />
    </PublicFrame>
  ),
};
