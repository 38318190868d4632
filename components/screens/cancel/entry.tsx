import { Button } from "../../ui/button";
import { stateOf, type ScreenEntry } from "../entry";
import { PortalFrame } from "../frames";
import { CancelScreen } from "./cancel";
import { states } from "./states";

export const entry: ScreenEntry = {
  title: "Cancel",
  states: Object.keys(states),
  render(state) {
    const model = stateOf(states, state);
    return (
      <PortalFrame>
        <CancelScreen
          model={model}
          action="?"
          undo={model.kind === "scheduled" ? <Button variant="primary">Keep {model.planName}</Button> : undefined}
        />
      </PortalFrame>
    );
  },
};
