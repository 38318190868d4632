import { checksum, CHECKSUM_LENGTH } from "@/lib/kernel/checksum";
import { idFromUuid, uuidFromId } from "@/lib/kernel/ids";

/** Letters and digits of a code's secret: 142 bits. */
export const CODE_SECRET_LENGTH = 24;

const CODE_FORM = /^weir_act_([0-9a-f]{32})_[0-9A-Za-z]{24}_[0-9A-Za-z]{6}$/;
const REFRESH_FORM = /^weir_refresh_([0-9a-f]{32})_([1-9]\d{0,8})_([0-9a-f]{64})_[0-9A-Za-z]{6}$/;

const sealed = (body: string): string => `${body}_${checksum(body)}`;
const isWhole = (text: string): boolean => sealed(text.slice(0, -(CHECKSUM_LENGTH + 1))) === text;
const hexOf = (kind: "activationCode" | "installation", id: string): string =>
  (uuidFromId(kind, id) ?? "").replaceAll("-", "");

/** `weir_act_<id>_<secret>_<checksum>`. */
export const writeCode = (id: string, secret: string): string =>
  sealed(`weir_act_${hexOf("activationCode", id)}_${secret}`);

/** The id of the code that a text is, by its form alone; null when it is none, or a character was changed. */
export function readCode(text: string): string | null {
  const match = CODE_FORM.exec(text);
  return match && isWhole(text) ? idFromUuid("activationCode", match[1] ?? "") : null;
}

/** Which of an installation's refresh tokens one is. `proof` is what only we can compute of the rest. */
export interface RefreshParts {
  readonly installationId: string;
  readonly generation: number;
  readonly proof: string;
}

/** `weir_refresh_<installation>_<generation>_<proof>_<checksum>`. */
export const writeRefresh = ({ installationId, generation, proof }: RefreshParts): string =>
  sealed(`weir_refresh_${hexOf("installation", installationId)}_${generation}_${proof}`);

/** The parts of a refresh token, by its form alone; null when it is none, or a character was changed. */
export function readRefresh(text: string): RefreshParts | null {
  const match = REFRESH_FORM.exec(text);
  if (!match || !isWhole(text)) return null;
  const [, hex = "", generation = "", proof = ""] = match;
  return { installationId: idFromUuid("installation", hex), generation: Number(generation), proof };
}
