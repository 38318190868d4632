import { stateOf, type ScreenEntry } from "../entry";
import type { SignInModel } from "./model";
import { SignInScreen } from "./sign-in";
import { states } from "./states";

export const entry: ScreenEntry = {
  title: "Sign in",
  states: Object.keys(states),
  render: (state) => <SignInScreen model={stateOf<SignInModel>(states, state)} action="/sign-in" />,
};
