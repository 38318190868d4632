import { stateOf, type ScreenEntry } from "../entry";
import { OperatorFrame } from "../frames";
import type { PaymentsActions, PaymentsModel } from "./model";
import { PaymentsScreen } from "./payments";
import { states } from "./states";

/** The gallery has no house behind it, so its door says that instead of pretending. */
const closedDoor: PaymentsActions = {
  refund: async () => ({ kind: "refused", message: "The gallery has no payment to give back." }),
};

export const entry: ScreenEntry = {
  title: "Operator: payments of an organization",
  states: Object.keys(states),
  render: (state) => (
    <OperatorFrame>
      <PaymentsScreen key={state} model={stateOf<PaymentsModel>(states, state)} actions={closedDoor} />
    </OperatorFrame>
  ),
};
