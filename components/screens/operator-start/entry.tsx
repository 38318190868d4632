import { stateOf, type ScreenEntry } from "../entry";
import { OperatorFrame } from "../frames";
import type { StartModel } from "./model";
import { StartScreen } from "./start";
import { states } from "./states";

export const entry: ScreenEntry = {
  title: "Operator: start",
  states: Object.keys(states),
  render: (state) => (
    <OperatorFrame>
      <StartScreen model={stateOf<StartModel>(states, state)} />
    </OperatorFrame>
  ),
};
