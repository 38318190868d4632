import type { AccountEvent } from "@/components/screens/profile/model";
import type { Ctx } from "@/lib/context";
import { queryJournal, type JournalEntry } from "@/lib/journal";
import { iso } from "@/lib/kernel/time";

const SHOWN = 10;
/** Enough to find ten among what else the journal says of a person. */
const LOOKED_THROUGH = 50;

/** What the journal says of an account itself, in the person's words; the rest belongs to organizations. */
const WORDS: Readonly<Record<string, (entry: JournalEntry) => string>> = {
  "user.signed_in": ({ after }) =>
    isAbout(after, "password and app")
      ? "Signed in with a code"
      : isAbout(after, "password and recovery code")
        ? "Signed in with a recovery code"
        : "Signed in",
  "user.signed_out": () => "Signed out",
  "user.shut_out": () => "Sign-in blocked for a while after too many attempts",
  "user.password_changed": () => "Password changed",
  "user.second_step_enabled": () => "Two-step sign-in switched on",
  "user.second_step_disabled": () => "Two-step sign-in switched off",
  "user.second_step_reset": () => "Two-step sign-in taken away by the operator",
  "session.ended": () => "Signed out in other browsers",
};

const isAbout = (after: unknown, by: string): boolean =>
  typeof after === "object" && after !== null && "by" in after && after.by === by;

/** The last things that happened to a person's account, newest first. They stand in the deployment's journal. */
export async function accountEvents(ctx: Pick<Ctx, "db">, userId: string): Promise<AccountEvent[]> {
  const about = { entityType: "user", entityId: userId };
  const { entries } = await queryJournal({ db: ctx.db, organization: null }, about, { limit: LOOKED_THROUGH });
  return entries
    .flatMap((entry) => {
      const words = WORDS[entry.action]?.(entry);
      return words === undefined ? [] : [{ id: entry.id, at: iso(entry.recordedAt), words, ip: entry.ip }];
    })
    .slice(0, SHOWN);
}
