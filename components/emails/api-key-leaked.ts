import type { KeyLeakedMail } from "@/lib/access";
import { formatDateTime, zoneName } from "../format";
import type { Letter } from "./letter";

/** The mail to owners and administrators when a key was told to be in wrong hands. */
export function keyLeakedLetter(mail: KeyLeakedMail): Letter {
  const { organization, keyName, timeZone } = mail;
  const subject = `The API key “${keyName}” has leaked and was revoked`;
  const sentence = `Somebody told that the key “${keyName}” of ${organization} is in wrong hands. Every request with it is refused from now on.`;
  const moment = (at: string): string => `${formatDateTime(at, timeZone)} ${zoneName(timeZone)}`;
  return {
    subject,
    preview: sentence,
    heading: subject,
    paragraphs: [
      sentence,
      "Make a new key for whatever used it. Then look at the usage since it was last yours alone, and take the old text out of wherever it was found: whoever has copied it can do nothing with it any more.",
    ],
    facts: [
      ["Key", mail.hint],
      ["Revoked", moment(mail.at)],
      ...(mail.where === null ? [] : ([["Found", mail.where]] as const)),
      ["Last used", mail.lastUsedAt === null ? "Never" : moment(mail.lastUsedAt)],
      ...(mail.lastUsedIp === null ? [] : ([["Last used from", mail.lastUsedIp]] as const)),
    ],
    action: { label: "Make a new key", href: mail.keysUrl },
    foot: {
      text: `You get this because you own or administer ${organization}.`,
      label: "API keys",
      href: mail.keysUrl,
    },
  };
}
