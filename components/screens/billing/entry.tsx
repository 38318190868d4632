import { Button } from "../../ui/button";
import { stateOf, type ScreenEntry } from "../entry";
import { PortalFrame } from "../frames";
import { BillingScreen } from "./billing";
import { PauseDialog } from "./pause-dialog";
import { states } from "./states";
import { wayBackVariant, wayBackWords } from "./words";

export const entry: ScreenEntry = {
  title: "Billing",
  states: Object.keys(states),
  render(state) {
    const model = stateOf(states, state);
    if (model.kind !== "ready")
      return (
        <PortalFrame>
          <BillingScreen model={model} />
        </PortalFrame>
      );
    const { plan, offers } = model;
    return (
      <PortalFrame>
        <BillingScreen
          model={model}
          resume={
            offers.wayBack ? (
              <Button variant={wayBackVariant(offers.wayBack)}>{wayBackWords(offers.wayBack, plan.name)}</Button>
            ) : null
          }
          pause={offers.pause ? <PauseDialog planName={plan.name} action="#" /> : null}
        />
      </PortalFrame>
    );
  },
};
