import { Button } from "../../ui/button";
import { stateOf, type ScreenEntry } from "../entry";
import { PortalFrame } from "../frames";
import { BillingScreen } from "./billing";
import { states } from "./states";

export const entry: ScreenEntry = {
  title: "Billing",
  states: Object.keys(states),
  render(state) {
    const model = stateOf(states, state);
    const plan = model.kind === "ready" ? model.plan : null;
    const resume = plan?.cancelsAt || plan?.status === "paused";
    return (
      <PortalFrame>
        <BillingScreen
          model={model}
          resume={resume && plan ? <Button variant="primary">{resumeWords(plan)}</Button> : undefined}
        />
      </PortalFrame>
    );
  },
};

function resumeWords(plan: { name: string; status: string }): string {
  return plan.status === "paused" ? `Resume ${plan.name}` : `Keep ${plan.name}`;
}
