import { stateOf, type ScreenEntry } from "../entry";
import { PortalFrame } from "../frames";
import { ActivationScreen } from "./activation";
import type { ActivationActions, ActivationModel } from "./model";
import { states } from "./states";

/** The gallery has no house behind it, so its door says that instead of pretending to have done anything. */
const closedDoor: ActivationActions = {
  create: async () => ({
    kind: "refused",
    errors: { form: "The gallery makes no codes. Open the portal to create one." },
  }),
  revokeCode: async () => ({ kind: "refused", message: "The gallery revokes no codes." }),
  revokeInstallation: async () => ({ kind: "refused", message: "The gallery ends no installations." }),
};

export const entry: ScreenEntry = {
  title: "Activation",
  states: Object.keys(states),
  render: (state) => (
    <PortalFrame>
      <ActivationScreen key={state} model={stateOf<ActivationModel>(states, state)} actions={closedDoor} />
    </PortalFrame>
  ),
};
