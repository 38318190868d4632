import { render } from "@react-email/components";
import type { UsageAlertMail } from "@/lib/notifications";
import { LetterMail, plainLetter, type Letter } from "./letter";
import { usageAlertLetter } from "./usage-alert";

/** The kinds of mail there are, and how each becomes a letter. A model is what the house has ordered under that kind. */
const LETTERS: Readonly<Record<string, (model: unknown) => Letter>> = {
  usage_alert: (model) => usageAlertLetter(model as UsageAlertMail),
};

/** A mail with its words, as it is sent. */
export interface RenderedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** Writes a mail. Throws for a kind that there is not. */
export async function renderMail(kind: string, model: unknown): Promise<RenderedMail> {
  const write = Object.hasOwn(LETTERS, kind) ? LETTERS[kind] : undefined;
  if (!write) throw new Error(`there is no mail of the kind ${kind}`);
  const letter = write(model);
  return { subject: letter.subject, html: await render(<LetterMail letter={letter} />), text: plainLetter(letter) };
}
