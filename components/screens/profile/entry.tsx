import { stateOf, type ScreenEntry } from "../entry";
import { PublicFrame } from "../frames";
import type { ProfileActions, ProfileModel } from "./model";
import { ProfileScreen } from "./profile";
import { states } from "./states";

/** The gallery has no house behind it, so its door says that instead of pretending to have saved. */
const closedDoor: ProfileActions = {
  savePerson: async () => ({ kind: "refused", errors: { form: "The gallery saves nothing." } }),
  savePassword: async () => ({ kind: "refused", errors: { form: "The gallery changes no password." } }),
  proposeSecondStep: async () => ({ kind: "refused", message: "The gallery sets nothing up." }),
  enableSecondStep: async () => ({ kind: "refused", errors: { form: "The gallery sets nothing up." } }),
  disableSecondStep: async () => ({ kind: "refused", errors: { form: "The gallery switches nothing off." } }),
  endSession: async () => ({ kind: "refused", message: "The gallery signs nobody out." }),
  endOthers: async () => ({ kind: "refused", message: "The gallery signs nobody out." }),
};

export const entry: ScreenEntry = {
  title: "Profile",
  states: Object.keys(states),
  render: (state) => (
    <PublicFrame signedIn narrow>
      <ProfileScreen key={state} model={stateOf<ProfileModel>(states, state)} actions={closedDoor} />
    </PublicFrame>
  ),
};
