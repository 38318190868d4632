/** Makers that are no present member, in words. */
export function makerWords(actor: string): string {
  if (actor.startsWith("user:")) return "A former member";
  if (actor.startsWith("key:")) return "An API key";
  return actor.startsWith("staff:") || actor.startsWith("cli:") ? "The operator" : "Weir";
}
