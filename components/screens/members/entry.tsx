import { stateOf, type ScreenEntry } from "../entry";
import { PortalFrame } from "../frames";
import { MembersScreen } from "./members";
import type { MembersActions, MembersModel, Refused } from "./model";
import { states } from "./states";

/** The gallery has no house behind it, so its door says that instead of pretending to have done something. */
const closed = async (): Promise<Refused> => ({ kind: "refused", message: "The gallery changes nobody's membership." });

const closedDoor: MembersActions = {
  invite: closed,
  resend: closed,
  revoke: closed,
  changeRole: closed,
  remove: closed,
  leave: closed,
  transfer: closed,
};

export const entry: ScreenEntry = {
  title: "Members",
  states: Object.keys(states),
  render: (state) => (
    <PortalFrame>
      <MembersScreen key={state} model={stateOf<MembersModel>(states, state)} actions={closedDoor} />
    </PortalFrame>
  ),
};
