import { stateOf, type ScreenEntry } from "../entry";
import type { SecondStepModel } from "./model";
import { SecondStepScreen } from "./second-step";
import { states } from "./states";

export const entry: ScreenEntry = {
  title: "Second step",
  states: Object.keys(states),
  render: (state) => <SecondStepScreen model={stateOf<SecondStepModel>(states, state)} action="/sign-in/code" />,
};
