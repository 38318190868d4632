import type { EventFilterModel } from "@/components/screens/operator-webhooks/model";
import type { Ctx } from "@/lib/context";
import { EVENT_STATES, type EventFilter } from "@/lib/stripe";
import { findOrganization } from "@/lib/tenancy";
import { stateWord } from "./event-rows";

const LONGEST = 255;

/** What was typed into the filter; what is no state means every state. */
export function readFilter(typed: { type?: unknown; state?: unknown; organization?: unknown }): EventFilterModel {
  const textOf = (value: unknown): string => {
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return typeof first === "string" ? first.trim().slice(0, LONGEST) : "";
  };
  const state = EVENT_STATES.map(stateWord).find((known) => known === textOf(typed.state));
  return { type: textOf(typed.type), state: state ?? "", organization: textOf(typed.organization) };
}

export const isEmpty = ({ type, state, organization }: EventFilterModel): boolean =>
  `${type}${state}${organization}` === "";

/** The filter in the house's words; null when it names an organization that there is not. */
export async function filterOf(ctx: Pick<Ctx, "db">, model: EventFilterModel): Promise<EventFilter | null> {
  const { type, state, organization } = model;
  const found = organization === "" ? null : await findOrganization(ctx, organization);
  if (organization !== "" && !found) return null;
  const wanted = EVENT_STATES.find((known) => stateWord(known) === state);
  return {
    ...(type === "" ? {} : { type }),
    ...(wanted === undefined ? {} : { state: wanted }),
    ...(found === null ? {} : { organizationId: found.id }),
  };
}
