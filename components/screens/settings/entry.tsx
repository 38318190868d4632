import { stateOf, type ScreenEntry } from "../entry";
import { PortalFrame } from "../frames";
import type { SettingsModel } from "./model";
import { SettingsScreen } from "./settings";
import { states } from "./states";

export const entry: ScreenEntry = {
  title: "Organization settings",
  states: Object.keys(states),
  render: (state) => (
    <PortalFrame>
      <SettingsScreen
        key={state}
        model={stateOf<SettingsModel>(states, state)}
        save={async () => ({ kind: "refused", errors: { form: "The gallery saves nothing." } })}
      />
    </PortalFrame>
  ),
};
