import { stateOf, type ScreenEntry } from "../entry";
import { PortalFrame } from "../frames";
import { EndingScreen } from "./ending";
import type { End, EndingModel } from "./model";
import { states } from "./states";

/** The gallery has no house behind it, so its door says that instead of pretending to have ended something. */
const closedDoor: End = async () => ({ kind: "refused", message: "The gallery ends nothing." });

export const entry: ScreenEntry = {
  title: "End",
  states: Object.keys(states),
  render: (state) => (
    <PortalFrame>
      <EndingScreen key={state} model={stateOf<EndingModel>(states, state)} end={closedDoor} />
    </PortalFrame>
  ),
};
