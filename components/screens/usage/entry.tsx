import { stateOf, type ScreenEntry } from "../entry";
import { PortalFrame } from "../frames";
import type { UsageModel } from "./model";
import { states } from "./states";
import type { TryItMeter } from "./try-it";
import { TryItGallery } from "./try-it-gallery";
import { UsageScreen } from "./usage";

export const entry: ScreenEntry = {
  title: "Usage",
  states: Object.keys(states),
  render(state) {
    const model = stateOf(states, state);
    const meter = tryItMeter(model);
    return (
      <PortalFrame>
        <UsageScreen model={model} tryIt={meter ? <TryItGallery key={state} meter={meter} /> : null} />
      </PortalFrame>
    );
  },
};

function tryItMeter(model: UsageModel): TryItMeter | null {
  const first = model.kind === "ready" ? model.allowances[0] : undefined;
  if (!first) return null;
  const { meter, name, unit, used, limit, policy } = first;
  return { meter, name, unit, used, limit, policy };
}
