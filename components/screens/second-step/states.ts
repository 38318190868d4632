import type { SecondStepModel } from "./model";

const asked: SecondStepModel = { fields: {}, errors: {}, backHref: "/sign-in" };

export const states = {
  default: asked,
  wrong_code: {
    ...asked,
    errors: { code: "This code does not match, or was used before. Wait for the next one." },
  },
  rate_limited: { ...asked, errors: { form: "Too many attempts to sign in. Wait 12 minutes and try again." } },
} satisfies Record<string, SecondStepModel>;
