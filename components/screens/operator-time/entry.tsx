import { stateOf, type ScreenEntry } from "../entry";
import { OperatorFrame } from "../frames";
import type { TravelAction } from "./model";
import { states } from "./states";
import { TimeScreen } from "./time";

/** The gallery has no house behind it, so its door says that instead of pretending. */
const closedDoor: TravelAction = async () => ({ kind: "refused", message: "The gallery has no clock to move." });

export const entry: ScreenEntry = {
  title: "Operator: time",
  states: Object.keys(states),
  render: (state) => {
    const { model, journey } = stateOf(states, state);
    return (
      <OperatorFrame>
        <TimeScreen key={state} model={model} travel={closedDoor} {...(journey ? { journey } : {})} />
      </OperatorFrame>
    );
  },
};
