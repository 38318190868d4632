import { stateOf, type ScreenEntry } from "../entry";
import { OperatorFrame } from "../frames";
import type { OrganizationsModel } from "./model";
import { OrganizationsScreen } from "./organizations";
import { states } from "./states";

export const entry: ScreenEntry = {
  title: "Operator: organizations",
  states: Object.keys(states),
  render: (state) => (
    <OperatorFrame>
      <OrganizationsScreen model={stateOf<OrganizationsModel>(states, state)} />
    </OperatorFrame>
  ),
};
