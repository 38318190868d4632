import { stateOf, type ScreenEntry } from "../entry";
import { OperatorFrame } from "../frames";
import type { Open, TenantActions, TenantModel } from "./model";
import { states } from "./states";
import { TenantScreen } from "./tenant";

/** The gallery has no house behind it; what an act would change is told as an example, and nothing is done. */
const closedDoor: TenantActions = {
  preview: async () => ({
    kind: "effect",
    rows: [{ about: "Storage in all", before: "60 GB, stops", after: "50 GB, stops", later: null }],
    from: null,
    to: null,
    overStripe: true,
  }),
  perform: async () => ({ kind: "refused", message: "The gallery has no organization to change." }),
  tag: async () => ({ kind: "refused", message: "The gallery has no organization to tag." }),
  untag: async () => ({ kind: "refused", message: "The gallery has no organization to tag." }),
  impersonate: async () => ({ kind: "refused", message: "The gallery has nobody to act for." }),
  endImpersonation: async () => ({ kind: "refused", message: "The gallery has nothing to end." }),
};

export const entry: ScreenEntry = {
  title: "Operator: an organization",
  states: Object.keys(states),
  render: (state) => {
    const { model, open } = stateOf<{ model: TenantModel; open?: Open }>(states, state);
    return (
      <OperatorFrame>
        <TenantScreen key={state} model={model} actions={closedDoor} open={open} />
      </OperatorFrame>
    );
  },
};
