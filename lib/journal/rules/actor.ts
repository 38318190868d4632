/** The part of an actor that the journal needs. */
export interface ActingParty {
  readonly kind: string;
  readonly id: string;
}

/** Kinds of which there is only one: their name is enough. */
const SINGULAR: readonly string[] = ["system", "stripe"];

/** How the journal writes an actor: `user:usr_…`, `key:key_…`, `installation:fam_…`, `staff:usr_…`, `cli:root`, `system`, `stripe`. */
export function writtenActor(actor: ActingParty): string {
  if (SINGULAR.includes(actor.kind)) return actor.kind;
  const prefix = `${actor.kind}:`;
  return actor.id.startsWith(prefix) ? actor.id : `${prefix}${actor.id}`;
}
