import type { ActivationReusedMail } from "@/lib/activation";
import { formatDateTime, zoneName } from "../format";
import type { Letter } from "./letter";

/** The mail to owners and administrators when somebody used a token that was spent. */
export function activationReusedLetter(mail: ActivationReusedMail): Letter {
  const { organization, domain, timeZone } = mail;
  const subject = `The installation on ${domain} was ended for safety`;
  const sentence = `The installation of ${organization} on ${domain} presented a token that it had used up before. That happens when somebody has copied it, or when a backup was put back.`;
  return {
    subject,
    preview: sentence,
    heading: subject,
    paragraphs: [
      sentence,
      `It is refused from now on, and nothing more is counted from it. If ${domain} is yours, look who else can read what it stores; then activate it again with a new code.`,
    ],
    facts: [
      ["Domain", domain],
      ["Ended", `${formatDateTime(mail.at, timeZone)} ${zoneName(timeZone)}`],
      ...(mail.ip === null ? [] : ([["Presented from", mail.ip]] as const)),
    ],
    action: { label: "See installations", href: mail.activationUrl },
    foot: {
      text: `You get this because you own or administer ${organization}.`,
      label: "Activation",
      href: mail.activationUrl,
    },
  };
}
