import { stateOf, type ScreenEntry } from "../entry";
import { PortalFrame } from "../frames";
import { ApiKeysScreen } from "./api-keys";
import type { ApiKeyActions, ApiKeysModel } from "./model";
import { states } from "./states";

/** The gallery has no house behind it, so its door says that instead of pretending to have made a key. */
const closedDoor: ApiKeyActions = {
  create: async () => ({
    kind: "refused",
    errors: { form: "The gallery makes no keys. Open the portal to create one." },
  }),
  change: async () => ({ kind: "refused", errors: { form: "The gallery changes no keys." } }),
  rotate: async () => ({ kind: "refused", message: "The gallery rotates no keys." }),
  leak: async () => ({ kind: "refused", message: "The gallery revokes no keys." }),
  revoke: async () => ({ kind: "refused", message: "The gallery revokes no keys." }),
};

export const entry: ScreenEntry = {
  title: "API keys",
  states: Object.keys(states),
  render: (state) => (
    <PortalFrame>
      <ApiKeysScreen key={state} model={stateOf<ApiKeysModel>(states, state)} actions={closedDoor} />
    </PortalFrame>
  ),
};
