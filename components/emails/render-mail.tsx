import { render } from "@react-email/components";
import type { ImpersonatedMail, KeyLeakedMail } from "@/lib/access";
import type { ActivationReusedMail } from "@/lib/activation";
import type { SecondStepMail } from "@/lib/auth";
import type { RefundMail, TrialEndingMail } from "@/lib/billing";
import type { UsageAlertMail } from "@/lib/notifications";
import type { InvitationMail, OwnershipTransferredMail } from "@/lib/tenancy";
import { activationReusedLetter } from "./activation-reused";
import { keyLeakedLetter } from "./api-key-leaked";
import { impersonatedLetter } from "./impersonated";
import { invitationLetter } from "./invitation";
import { LetterMail, plainLetter, type Letter } from "./letter";
import { ownershipTransferredLetter } from "./ownership-transferred";
import { refundIssuedLetter } from "./refund-issued";
import { secondStepLetter } from "./second-step";
import { trialEndingLetter } from "./trial-ending";
import { usageAlertLetter } from "./usage-alert";

/** The kinds of mail there are, and how each becomes a letter. A model is what the house has ordered under that kind. */
const LETTERS: Readonly<Record<string, (model: unknown) => Letter>> = {
  usage_alert: (model) => usageAlertLetter(model as UsageAlertMail),
  impersonated: (model) => impersonatedLetter(model as ImpersonatedMail),
  api_key_leaked: (model) => keyLeakedLetter(model as KeyLeakedMail),
  activation_reused: (model) => activationReusedLetter(model as ActivationReusedMail),
  trial_ending: (model) => trialEndingLetter(model as TrialEndingMail),
  invitation: (model) => invitationLetter(model as InvitationMail),
  ownership_transferred: (model) => ownershipTransferredLetter(model as OwnershipTransferredMail),
  second_step: (model) => secondStepLetter(model as SecondStepMail),
  refund_issued: (model) => refundIssuedLetter(model as RefundMail),
};

/** A mail with its words, as it is sent. */
export interface RenderedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** The words of a mail. Throws for a kind that there is not. */
export function letterOf(kind: string, model: unknown): Letter {
  const write = Object.hasOwn(LETTERS, kind) ? LETTERS[kind] : undefined;
  if (!write) throw new Error(`there is no mail of the kind ${kind}`);
  return write(model);
}

/** Writes a mail. Throws for a kind that there is not. */
export async function renderMail(kind: string, model: unknown): Promise<RenderedMail> {
  const letter = letterOf(kind, model);
  return { subject: letter.subject, html: await render(<LetterMail letter={letter} />), text: plainLetter(letter) };
}
