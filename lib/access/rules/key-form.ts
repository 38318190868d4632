import { checksum, CHECKSUM_LENGTH } from "@/lib/kernel/checksum";
import { idFromUuid, uuidFromId } from "@/lib/kernel/ids";

/** `weir_live_[dep_]<id: 32 hex>_<secret: 43 base62>_<checksum: 6 base62>`. */
export interface KeyParts {
  readonly mode: "live" | "test";
  readonly deployment: boolean;
  /** The id of the row, `key_…`. */
  readonly id: string;
}

export const SECRET_LENGTH = 43;
const KEY_FORM = /^weir_(live|test)_(dep_)?([0-9a-f]{32})_([0-9A-Za-z]{43})_([0-9A-Za-z]{6})$/;

const prefixOf = (mode: "live" | "test", deployment: boolean): string => `weir_${mode}_${deployment ? "dep_" : ""}`;
const hexOf = (id: string): string => (uuidFromId("apiKey", id) ?? "").replaceAll("-", "");

/** The text of a key. `secret` is 43 letters and digits. */
export function writeKey(parts: KeyParts, secret: string): string {
  const body = `${prefixOf(parts.mode, parts.deployment)}${hexOf(parts.id)}_${secret}`;
  return `${body}_${checksum(body)}`;
}

/** How a list shows a key without giving it away: its beginning, up to eight digits of the public part. */
export const shownPrefix = (parts: KeyParts): string =>
  `${prefixOf(parts.mode, parts.deployment)}${hexOf(parts.id).slice(0, 8)}`;

export type KeyForm =
  | { readonly ok: true; readonly parts: KeyParts }
  | { readonly ok: false; readonly wrong: "not_a_key" | "incomplete" | "checksum" };

/** What kind of key a text is, by its form alone. */
export function readKey(text: string): KeyForm {
  if (!/^weir_(?:live|test)_/.test(text)) return { ok: false, wrong: "not_a_key" };
  const match = KEY_FORM.exec(text);
  if (!match) return { ok: false, wrong: "incomplete" };
  const [, mode, dep, hex, , sum] = match;
  const body = text.slice(0, -(CHECKSUM_LENGTH + 1));
  if (checksum(body) !== sum) return { ok: false, wrong: "checksum" };
  const id = idFromUuid("apiKey", hex ?? "");
  return { ok: true, parts: { mode: mode === "live" ? "live" : "test", deployment: dep !== undefined, id } };
}
