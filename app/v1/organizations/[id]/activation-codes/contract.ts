import { z } from "zod";
import { contract, pageQuery } from "@/lib/http";
import { dataOf, listOf, longField } from "../../../fields";

const READS = { kind: "caller", permission: "activation:read" } as const;
const WRITES = { kind: "caller", permission: "activation:write" } as const;

const codeShape = z.object({
  id: z.string(),
  organization: z.string(),
  environment: z.enum(["PROD", "STAGING", "DEV"]),
  domain: z.string().nullable().meta({ description: "The only domain that may redeem it; null: whichever does" }),
  lastFour: z.string(),
  createdBy: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
  redeemedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
});

const ofOrganization = z.strictObject({ id: longField("id") });

export const getActivationCodes = contract({
  method: "GET",
  path: "/v1/organizations/{id}/activation-codes",
  operationId: "listActivationCodes",
  summary: "Activation codes of an organization, newest first, also those that are over; never their texts",
  access: READS,
  params: ofOrganization,
  query: z.strictObject(pageQuery),
  answers: { 200: { description: "Codes", schema: listOf(codeShape) } },
});

export const postActivationCode = contract({
  method: "POST",
  path: "/v1/organizations/{id}/activation-codes",
  operationId: "createActivationCode",
  summary: "Make a code that activates one plugin or site, once and within ten minutes",
  description: "With an Idempotency-Key the repetition is a 409 that names the code: its text cannot be shown twice.",
  access: WRITES,
  params: ofOrganization,
  body: z.strictObject({
    domain: z
      .string({ error: "domain must be a host or host:port, such as shop.example." })
      .min(1, "domain must not be empty.")
      .max(260, "domain must not be longer than 260 characters.")
      .nullable()
      .optional()
      .meta({ description: "The only domain that may redeem it; absent: whichever does", example: "shop.example" }),
    environment: z
      .enum(["PROD", "STAGING", "DEV"], { error: "environment must be PROD, STAGING or DEV." })
      .default("PROD"),
  }),
  bodyOptional: true,
  answers: {
    201: {
      description: "Created",
      schema: dataOf(codeShape.extend({ code: z.string().meta({ description: "The whole code, shown this once" }) })),
    },
    409: { description: "The Idempotency-Key has made a code before" },
    422: { description: "A field is not valid" },
  },
});

export const deleteActivationCode = contract({
  method: "DELETE",
  path: "/v1/organizations/{id}/activation-codes/{code}",
  operationId: "revokeActivationCode",
  summary: "End an open code at once",
  description: "Repeating it answers the first revocation.",
  access: WRITES,
  params: z.strictObject({ id: longField("id"), code: longField("code", 50) }),
  answers: {
    200: { description: "The revoked code", schema: dataOf(codeShape) },
    409: { description: "It was redeemed: revoke the installation" },
  },
});
