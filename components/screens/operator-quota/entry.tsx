import { stateOf, type ScreenEntry } from "../entry";
import { OperatorFrame } from "../frames";
import type { QuotaPanelActions, QuotaPanelModel } from "./model";
import { QuotaPanelScreen } from "./quota-panel";
import { states } from "./states";

/** The gallery has no house behind it, so its door says that instead of pretending. */
const closedDoor: QuotaPanelActions = {
  prove: async () => ({ kind: "refused", message: "The gallery has nothing to prove." }),
  reconcile: async () => ({ kind: "refused", message: "The gallery has no counter to rebuild." }),
};

export const entry: ScreenEntry = {
  title: "Operator: quota of an organization",
  states: Object.keys(states),
  render: (state) => (
    <OperatorFrame>
      <QuotaPanelScreen key={state} model={stateOf<QuotaPanelModel>(states, state)} actions={closedDoor} />
    </OperatorFrame>
  ),
};
