import type { TrialEndingMail } from "@/lib/billing";
import { formatDate, formatDateTime, formatMoney, zoneName } from "../format";
import type { Letter } from "./letter";

/** The mail some days before a trial ends: what is charged then, or what happens without a card. */
export function trialEndingLetter(mail: TrialEndingMail): Letter {
  const { organization, plan, timeZone } = mail;
  const day = formatDate(mail.trialEnd, timeZone);
  const price = `${formatMoney(mail.price)} a ${mail.interval === "YEAR" ? "year" : "month"}`;
  const subject = `The trial of ${plan} ends on ${day}`;
  const next = mail.hasCard
    ? `Then it costs ${price}, charged to the card on file. If you do not want to go on, cancel before that and nothing is charged.`
    : `No card is on file. ${withoutCard(mail)} Add a card before that to go on for ${price}.`;
  return {
    subject,
    preview: next,
    heading: subject,
    paragraphs: [`${organization} is trying ${plan}. ${next}`],
    facts: [
      ["Trial ends", `${formatDateTime(mail.trialEnd, timeZone)} ${zoneName(timeZone)}`],
      ["After it", price],
      ["Card on file", mail.hasCard ? "Yes" : "No"],
    ],
    action: { label: mail.hasCard ? "See billing" : "Add a card", href: mail.billingUrl },
    foot: {
      text: `You get this because the bills of ${organization} are sent to this address.`,
      label: "Billing",
      href: mail.billingUrl,
    },
  };
}

const withoutCard = ({ plan, withoutCard: end }: TrialEndingMail): string =>
  end === "pause"
    ? `When the trial ends ${plan} is paused: usage is refused until a card is added.`
    : `When the trial ends the free plan takes its place.`;
