import type { OwnershipTransferredMail } from "@/lib/tenancy";
import { formatDateTime, zoneName } from "../format";
import type { Letter } from "./letter";

/** The mail after ownership has changed hands, to who has it now and to who had it. */
export function ownershipTransferredLetter(mail: OwnershipTransferredMail): Letter {
  const { organization, newOwner, formerOwner, timeZone } = mail;
  const mine = mail.reader === "new_owner";
  const subject = mine ? `You own ${organization} now` : `${newOwner} owns ${organization} now`;
  return {
    subject,
    preview: mine ? `${formerOwner} has handed it over to you.` : "You have handed it over and stay as an admin.",
    heading: subject,
    paragraphs: [
      mine
        ? `${formerOwner} has handed the ownership of ${organization} over to you. You answer for its plan, its people and its end; ${formerOwner} stays as an admin.`
        : `You have handed the ownership of ${organization} over to ${newOwner}, and stay as an admin. If that was not you, ask ${newOwner} or the operator of this service at once.`,
    ],
    facts: [
      ["Owner", newOwner],
      ["Before", formerOwner],
      ["At", `${formatDateTime(mail.at, timeZone)} ${zoneName(timeZone)}`],
    ],
    action: { label: "See the members", href: mail.membersUrl },
    foot: {
      text: `You get this because you are ${mine ? "the new" : "the former"} owner of ${organization}.`,
      label: "Members",
      href: mail.membersUrl,
    },
  };
}
