import type { EventRow, EventState } from "@/components/screens/operator-webhooks/model";
import { iso } from "@/lib/kernel/time";
import type { StoredEvent } from "@/lib/stripe";

export const INBOX_PATH = "/admin/webhooks";

export const stateWord = (state: StoredEvent["state"]): EventState => state.toLowerCase() as EventState;

export const eventRow = (event: StoredEvent): EventRow => ({
  id: event.id,
  type: event.type,
  state: stateWord(event.state),
  organization: event.organization && {
    name: event.organization.name,
    href: `/admin/organizations/${event.organization.id}/quota`,
  },
  receivedAt: iso(event.receivedAt),
  attempts: event.attempts,
  note: event.lastError ?? event.outcome,
  href: `${INBOX_PATH}/${encodeURIComponent(event.id)}`,
});
