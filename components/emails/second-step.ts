import type { SecondStepMail } from "@/lib/auth";
import { formatDateTime } from "../format";
import type { Letter } from "./letter";

/** The mail to a person whose sign-in asks for a code from now on, or does not any more. */
export function secondStepLetter({ on, byOperator, at, ip, profileUrl }: SecondStepMail): Letter {
  const subject = on ? "Two-step sign-in is on" : "Two-step sign-in is off";
  return {
    subject,
    preview: on ? "Signing in asks for a code from your phone." : "Signing in asks for your password alone.",
    heading: subject,
    paragraphs: [
      on
        ? "From now on, signing in asks for a code from the app on your phone after the password. Everywhere but in the browser where you did this you were signed out."
        : byOperator
          ? "The people who run this installation took two-step sign-in away. From now on, signing in asks for your password alone. You were signed out everywhere, and can set it up again on your profile."
          : "From now on, signing in asks for your password alone.",
      byOperator
        ? "If you did not ask for this, change your password at once, and tell them."
        : "If this was not you, change your password at once and end the sign-ins that you do not know.",
    ],
    facts: [
      ["When", `${formatDateTime(at, "UTC")} UTC`],
      // Where the operator sits says nothing to the reader.
      ...(byOperator ? [] : ([["From", ip ?? "an address that is not known"]] as const)),
    ],
    action: { label: "Open your profile", href: profileUrl },
    foot: { text: "You get this because it is about your account.", label: "Profile", href: profileUrl },
  };
}
