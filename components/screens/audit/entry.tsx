import { stateOf, type ScreenEntry } from "../entry";
import { OperatorFrame, PortalFrame } from "../frames";
import { AuditScreen } from "./audit";
import { AuditEntryScreen } from "./audit-entry";
import type { AuditEntryModel, AuditModel, CheckAction } from "./model";
import { entryStates, operatorStates, states } from "./states";

/** The gallery has no chain behind it, so its door says that instead of pretending. */
const closedDoor: CheckAction = async () => ({ kind: "refused", message: "The gallery has no chain to check." });

export const entry: ScreenEntry = {
  title: "Audit log",
  states: Object.keys(states),
  render: (state) => (
    <PortalFrame>
      <AuditScreen model={stateOf<AuditModel>(states, state)} check={closedDoor} />
    </PortalFrame>
  ),
};

export const entryPage: ScreenEntry = {
  title: "Audit log: one entry",
  states: Object.keys(entryStates),
  render: (state) => (
    <PortalFrame>
      <AuditEntryScreen model={stateOf<AuditEntryModel>(entryStates, state)} />
    </PortalFrame>
  ),
};

export const operatorEntry: ScreenEntry = {
  title: "Operator: audit trail",
  states: Object.keys(operatorStates),
  render: (state) => (
    <OperatorFrame>
      <AuditScreen model={stateOf<AuditModel>(operatorStates, state)} check={closedDoor} />
    </OperatorFrame>
  ),
};
