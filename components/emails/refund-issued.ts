import type { RefundMail } from "@/lib/billing";
import { formatDate, formatMoney } from "../format";
import type { Letter } from "./letter";

/** The mail about money that has gone back: how much, of what, and when it arrives. */
export function refundIssuedLetter(mail: RefundMail): Letter {
  const { organization } = mail;
  const amount = formatMoney(mail.amount);
  const subject = `${amount} has been refunded to ${organization}`;
  const words = mail.whole
    ? `The payment of ${formatMoney(mail.paid)} has been given back whole.`
    : `It is a part of the payment of ${formatMoney(mail.paid)}.`;
  return {
    subject,
    preview: words,
    heading: subject,
    paragraphs: [
      `${words} It goes to the card or account that paid. Banks show it after five to ten days.`,
      "Nothing needs to be done.",
    ],
    facts: [
      ["Refunded", amount],
      ["Paid", formatMoney(mail.paid)],
      ["Date", formatDate(mail.at, mail.timeZone)],
    ],
    action: { label: "See billing", href: mail.billingUrl },
    foot: {
      text: `You get this because the bills of ${organization} are sent to this address.`,
      label: "Billing",
      href: mail.billingUrl,
    },
  };
}
