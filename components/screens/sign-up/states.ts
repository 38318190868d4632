import { chosenStarter, invitation } from "../sign-in/states";
import type { SignUpModel } from "./model";

const empty: SignUpModel = { name: "", email: "", errors: {}, signInHref: "/sign-in", passwordLength: 10 };

export const states = {
  default: empty,
  plan_chosen: { ...empty, chosenPlan: chosenStarter },
  email_taken: {
    ...empty,
    name: "Pepper Lind",
    email: "pepper@stark.example",
    errors: { email: "An account with this e-mail exists. Sign in instead." },
  },
  weak_password: {
    ...empty,
    name: "Pepper Lind",
    email: "pepper@stark.example",
    errors: { password: "This password is too short: 10 characters or more." },
  },
  missing_fields: {
    ...empty,
    errors: { name: "Enter your name.", email: "Enter your e-mail.", password: "Choose a password." },
  },
  rate_limited: { ...empty, errors: { form: "Too many new accounts from here. Wait 10 minutes, then try again." } },
  invited: { ...empty, email: invitation.email, invitation },
  expired_invite: { ...empty, email: invitation.email, invitation: { ...invitation, state: "expired" } },
  demo: { ...empty, chosenPlan: chosenStarter, demo: { logins: [] } },
} satisfies Record<string, SignUpModel>;
