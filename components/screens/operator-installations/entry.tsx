import { stateOf, type ScreenEntry } from "../entry";
import { OperatorFrame } from "../frames";
import { OperatorInstallationsScreen } from "./installations";
import type { EndInstallation, InstallationsModel } from "./model";
import { states } from "./states";

const closedDoor: EndInstallation = async () => ({ kind: "refused", message: "The gallery has nothing to end." });

export const entry: ScreenEntry = {
  title: "Operator: installations",
  states: Object.keys(states),
  render: (state) => (
    <OperatorFrame>
      <OperatorInstallationsScreen key={state} model={stateOf<InstallationsModel>(states, state)} end={closedDoor} />
    </OperatorFrame>
  ),
};
