import { stateOf, type ScreenEntry } from "../entry";
import { OperatorFrame } from "../frames";
import { EventScreen } from "./event";
import type { EventModel, ReplayAction, WebhooksModel } from "./model";
import { eventStates, states } from "./states";
import { WebhooksScreen } from "./webhooks";

/** The gallery has no house behind it, so its door says that instead of pretending. */
const closedDoor: ReplayAction = async () => ({ kind: "refused", message: "The gallery has no events to replay." });

export const entry: ScreenEntry = {
  title: "Operator: webhooks in",
  states: Object.keys(states),
  render: (state) => (
    <OperatorFrame>
      <WebhooksScreen key={state} model={stateOf<WebhooksModel>(states, state)} replay={closedDoor} />
    </OperatorFrame>
  ),
};

export const eventEntry: ScreenEntry = {
  title: "Operator: one event",
  states: Object.keys(eventStates),
  render: (state) => (
    <OperatorFrame>
      <EventScreen key={state} model={stateOf<EventModel>(eventStates, state)} replay={closedDoor} />
    </OperatorFrame>
  ),
};
