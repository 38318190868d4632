/** The part of an actor that the journal needs. */
export interface ActingParty {
  readonly kind: string;
  readonly id: string;
}

/** Kinds of which there is only one: their name is enough. */
const SINGULAR: readonly string[] = ["system", "stripe"];
/** Kinds of which there are several; alone such a word stands for all of them. */
const KINDS: readonly string[] = ["user", "key", "staff", "cli"];

/** How the journal writes an actor: `user:usr_…`, `key:key_…`, `installation:fam_…`, `staff:usr_…`, `cli:root`, `system`, `stripe`. */
export function writtenActor(actor: ActingParty): string {
  if (SINGULAR.includes(actor.kind)) return actor.kind;
  const prefix = `${actor.kind}:`;
  return actor.id.startsWith(prefix) ? actor.id : `${prefix}${actor.id}`;
}

/** Whether a word stands for a whole kind of actors. */
export const isKindOfActor = (text: string): boolean => KINDS.includes(text);

/**
 * The actors that somebody means who looks for one: written as the journal writes them, a kind, a key's id, or a user's,
 * who acts as himself or as staff. Anything else is taken as it is written.
 */
export function actorsMeant(text: string): readonly string[] {
  if (text.startsWith("usr_")) return [`user:${text}`, `staff:${text}`];
  return [text.startsWith("key_") ? `key:${text}` : text];
}
