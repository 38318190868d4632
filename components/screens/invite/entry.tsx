import { stateOf, type ScreenEntry } from "../entry";
import { PublicFrame } from "../frames";
import { InviteScreen } from "./invite";
import type { InviteModel } from "./model";
import { states } from "./states";

export const entry: ScreenEntry = {
  title: "Invitation",
  states: Object.keys(states),
  render: (state) => (
    <PublicFrame narrow>
      <InviteScreen
        model={stateOf<InviteModel>(states, state)}
        actions={{ accept: "/invite", switchAccount: "/sign-out" }}
      />
    </PublicFrame>
  ),
};
