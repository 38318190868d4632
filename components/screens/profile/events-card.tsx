import { formatDateTime } from "@/components/format";
import { Card, CardHead } from "@/components/ui/card";
import type { AccountEvent } from "./model";

/** What happened to the account lately, so that somebody else's doing is noticed. */
export function EventsCard({ events, timeZone }: { events: readonly AccountEvent[]; timeZone: string }) {
  return (
    <Card flush aria-labelledby="events-title">
      <CardHead
        flush
        id="events-title"
        title="What happened to your account"
        description="If something here was not you, change your password."
      />
      <ul className="divide-y border-t">
        {events.map(({ id, at, words, ip }) => (
          <li key={id} className="px-4 py-3 sm:px-6">
            <p className="font-medium">{words}</p>
            <p className="text-xs text-muted-foreground">
              {formatDateTime(at, timeZone)}
              {ip ? ` · ${ip}` : ""}
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
