import { Button } from "../../ui/button";
import { stateOf, type ScreenEntry } from "../entry";
import { PortalFrame } from "../frames";
import { ChangePlanScreen } from "./change-plan";
import { states } from "./states";

export const entry: ScreenEntry = {
  title: "Change plan",
  states: Object.keys(states),
  render(state) {
    const model = stateOf(states, state);
    return (
      <PortalFrame>
        <ChangePlanScreen
          model={model}
          confirm={(words) => <Button variant="primary">{words}</Button>}
          undo={model.kind === "scheduled" ? <Button>Keep {model.currentName}</Button> : undefined}
        />
      </PortalFrame>
    );
  },
};
