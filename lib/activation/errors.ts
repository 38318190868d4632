import { AppError, conflict, invalid } from "@/lib/kernel/errors";
import type { Binding } from "./rules/domain";

const refused = (detail: string): AppError => new AppError("AUTHENTICATION_ERROR", detail);

/** An access token that is not accepted. `domain` is its own where its signature was right, so that its page may read why. */
export class RefusedToken extends AppError {
  constructor(
    detail: string,
    readonly domain: string | null = null,
  ) {
    super("AUTHENTICATION_ERROR", detail);
  }
}

export const malformedToken = (): RefusedToken =>
  new RefusedToken("This is no access token of this Weir. Send the accessToken of an activation, unchanged.");
export const expiredToken = (domain: string | null): RefusedToken =>
  new RefusedToken("This access token has expired. Refresh it with POST /v1/activation/refresh.", domain);
export const endedToken = (domain: string): RefusedToken =>
  new RefusedToken("This installation has ended. Activate it again with a new activation code.", domain);

export const foreignOrigin = (): AppError =>
  new AppError("FORBIDDEN", "This access token belongs to another domain than this page.");

/** One answer for what is no code and for a code that is not there: whoever holds none learns nothing about any. */
export const unknownCode = (): AppError =>
  refused("This activation code is not accepted. Copy it whole, or create a new one in the portal.");
/** Said only to whoever holds the code's whole text. */
export const spentCode = (): AppError =>
  refused("This activation code was used before; each works once. Create a new one in the portal.");
export const endedCode = (): AppError =>
  refused("This activation code has expired or was revoked. Create a new one in the portal.");

export const unknownRefreshToken = (): AppError =>
  refused("This refresh token is not accepted. Activate again with a new activation code.");
export const endedInstallation = (): AppError =>
  refused("This installation has ended. Activate it again with a new activation code.");
export const reusedToken = (): AppError =>
  refused(
    "This refresh token was used before, so two hold what one should. The installation is ended; activate it again with a new activation code.",
  );

const DOMAIN_FIX = "Send domain as host or host:port, such as shop.example.";

/** Why a code or a refresh token does not work where it was sent from. */
export function wrongDomain(wrong: Extract<Binding, { ok: false }>["wrong"]): AppError {
  switch (wrong) {
    case "no_domain":
      return invalid([
        {
          pointer: "/domain",
          code: "required",
          message: "It is not said which domain this is for, and no browser says it either.",
          fix: DOMAIN_FIX,
        },
      ]);
    case "not_a_domain":
      return invalid([{ pointer: "/domain", code: "invalid", message: "This is no domain.", fix: DOMAIN_FIX }]);
    case "insecure_origin":
      return new AppError("FORBIDDEN", "Only a page on https, or on this very machine, can be activated.");
    case "another_domain":
      return new AppError("FORBIDDEN", "This belongs to another domain than the one it was sent from.");
  }
}

export const alreadyMade = (id: string): AppError =>
  conflict(`This request was done before and made ${id}; its text was shown then. Revoke it and create another.`, {
    activationCode: id,
  });
export const redeemedCode = (id: string): AppError =>
  conflict(`The activation code ${id} was redeemed, so it cannot be revoked. Revoke the installation that it made.`, {
    activationCode: id,
  });
