import { z } from "zod";
import { contract } from "@/lib/http";
import { dataOf } from "../fields";

const tokenText = (name: string) =>
  z
    .string({ error: `${name} must be a text.` })
    .min(1, `${name} must not be empty.`)
    .max(512, `${name} is too long.`);

const domainField = z
  .string({ error: "domain must be a host or host:port, such as shop.example." })
  .min(1, "domain must not be empty.")
  .max(260, "domain must not be longer than 260 characters.")
  .optional()
  .meta({
    description: "Where this is installed; a browser says it by itself, and then it must be the same",
    example: "shop.example",
  });

const issuedTokens = z.object({
  accessToken: z.string().meta({ description: "For Authorization: Bearer, on usage routes" }),
  tokenType: z.literal("Bearer"),
  expiresIn: z.number().int().meta({ description: "Seconds until the access token expires" }),
  refreshToken: z.string().meta({ description: "Works once, for the next pair" }),
  installation: z.string(),
  organization: z.string(),
  domain: z.string(),
  scopes: z.array(z.string()),
  endsAt: z.string().meta({ description: "When it must be activated again, however often it is refreshed" }),
});

export const postRedeem = contract({
  method: "POST",
  path: "/v1/activation/redeem",
  operationId: "redeemActivationCode",
  summary: "Turn an activation code into an installation, once",
  description:
    "Gives an access token for some minutes and a refresh token that works once. Both are bound to the domain that redeems: the one of the page, else the one that is named.",
  access: { kind: "activation" },
  body: z.strictObject({ code: tokenText("code"), domain: domainField }),
  answers: {
    201: { description: "Activated", schema: dataOf(issuedTokens) },
    401: { description: "The code is not accepted: unknown, used, expired or revoked" },
    403: { description: "Another domain than the code's" },
    422: { description: "A field is not valid, or no domain is known" },
    429: { description: "Too many requests" },
  },
});

export const postRefresh = contract({
  method: "POST",
  path: "/v1/activation/refresh",
  operationId: "refreshActivation",
  summary: "Exchange a refresh token for the next pair of tokens",
  description:
    "The token is spent. Within a minute the token before the present one gives the same successor again, for an answer that got lost; any other use of a spent token ends the installation.",
  access: { kind: "activation" },
  limitsItself: true,
  body: z.strictObject({ refreshToken: tokenText("refreshToken"), domain: domainField }),
  answers: {
    200: { description: "The next pair", schema: dataOf(issuedTokens) },
    401: { description: "The token is not accepted, or its installation has ended: activate again" },
    403: { description: "Another domain than the installation's" },
    422: { description: "A field is not valid, or no domain is known" },
    429: { description: "Too many requests" },
  },
});
