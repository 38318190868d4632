import type { SignInModel } from "./model";

const empty: SignInModel = {
  email: "",
  errors: {},
  signUpHref: "/sign-up",
  forgotHref: "/forgot-password",
  provider: "local",
};

export const chosenStarter = {
  code: "STARTER",
  name: "Starter",
  price: { amount: "4900", currency: "usd" },
  interval: "month",
  trialDays: 14,
  changeHref: "/pricing?family=api",
} as const;

export const invitation = {
  organization: "Acme",
  role: "Member",
  email: "teo@acme.example",
  invitedBy: "Rosa Vega",
  state: "open",
} as const;

export const states = {
  default: empty,
  plan_chosen: { ...empty, chosenPlan: chosenStarter, signUpHref: "/sign-up?plan=STARTER" },
  wrong_password: {
    ...empty,
    email: "pepper@stark.example",
    chosenPlan: chosenStarter,
    errors: { password: "E-mail and password do not match. 4 tries left." },
  },
  missing_fields: { ...empty, errors: { email: "Enter your e-mail.", password: "Enter your password." } },
  rate_limited: {
    ...empty,
    email: "pepper@stark.example",
    errors: { form: "Too many tries from here. Wait 42 seconds, then try again." },
  },
  invited: { ...empty, email: "teo@acme.example", invitation },
  expired_invite: { ...empty, email: "teo@acme.example", invitation: { ...invitation, state: "expired" } },
  demo: {
    ...empty,
    demo: {
      logins: [
        { email: "rosa@acme.example", password: "weir-demo", shows: "Acme: a healthy Growth plan" },
        { email: "hank@globex.example", password: "weir-demo", shows: "Globex: at 99% of its quota" },
        { email: "bill@initech.example", password: "weir-demo", shows: "Initech: stopped at its limit" },
        { email: "operator@weir.example", password: "weir-demo", shows: "The operator's console" },
      ],
    },
  },
} satisfies Record<string, SignInModel>;
