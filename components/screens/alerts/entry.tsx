import { stateOf, type ScreenEntry } from "../entry";
import { PortalFrame } from "../frames";
import { AlertsScreen } from "./alerts";
import type { AlertsActions, AlertsModel } from "./model";
import { states } from "./states";

/** The gallery has no house behind it, so its door says that instead of pretending to have saved. */
const closedDoor: AlertsActions = {
  save: async () => ({ kind: "refused", errors: { form: "The gallery saves nothing." } }),
  test: async () => ({ kind: "refused", message: "The gallery sends no mail." }),
  setSpendLimit: async () => ({ kind: "refused", message: "The gallery sets no limit." }),
  removeSpendLimit: async () => ({ kind: "refused", message: "The gallery removes no limit." }),
};

export const entry: ScreenEntry = {
  title: "Alerts & limits",
  states: Object.keys(states),
  render: (state) => (
    <PortalFrame>
      <AlertsScreen key={state} model={stateOf<AlertsModel>(states, state)} actions={closedDoor} />
    </PortalFrame>
  ),
};
