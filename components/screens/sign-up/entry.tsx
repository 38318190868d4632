import { stateOf, type ScreenEntry } from "../entry";
import type { SignUpModel } from "./model";
import { SignUpScreen } from "./sign-up";
import { states } from "./states";

export const entry: ScreenEntry = {
  title: "Sign up",
  states: Object.keys(states),
  render: (state) => <SignUpScreen model={stateOf<SignUpModel>(states, state)} action="/sign-up" />,
};
