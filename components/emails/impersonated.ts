import type { ImpersonatedMail } from "@/lib/access";
import { formatDateTime, zoneName } from "../format";
import type { Letter } from "./letter";

/** The mail to a member in whose name the operator's staff has begun to act. */
export function impersonatedLetter(mail: ImpersonatedMail): Letter {
  const { organization, reason, timeZone, auditUrl, homeUrl } = mail;
  const subject = `The operator opened ${organization} in your name`;
  const moment = (at: string): string => `${formatDateTime(at, timeZone)} ${zoneName(timeZone)}`;
  const what = mail.mayChange
    ? "They see what you see and may change what you may, except ownership and anything that shows a secret."
    : "They see what you see and can change nothing.";
  return {
    subject,
    preview: reason,
    heading: subject,
    paragraphs: [
      `Somebody of the operator's staff acts for you in ${organization}, for half an hour at most. ${what}`,
      `Their reason: ${reason}`,
    ],
    facts: [
      ["Began", moment(mail.startedAt)],
      ["Ends at the latest", moment(mail.expiresAt)],
    ],
    action:
      auditUrl === null
        ? { label: `Open ${organization}`, href: homeUrl }
        : { label: "See what they did", href: auditUrl },
    foot: {
      text: `You get this because it was done in your name. Everything stands in the audit log of ${organization}${auditUrl === null ? ", which its owners and admins read" : ""}.`,
      label: auditUrl === null ? organization : "Audit log",
      href: auditUrl ?? homeUrl,
    },
  };
}
