import { z } from "zod";
import { contract, pageQuery } from "@/lib/http";
import { DAY, SECOND } from "@/lib/kernel/time";
import { dataOf, instantField, listOf, longField, nameField } from "../../../fields";

const READS = { kind: "caller", permission: "keys:read" } as const;
const WRITES = { kind: "caller", permission: "keys:write" } as const;
const MAX_OVERLAP_SECONDS = (30 * DAY) / SECOND;

const keyShape = z.object({
  id: z.string(),
  organization: z.string().nullable(),
  environment: z.enum(["PROD", "STAGING", "DEV"]),
  name: z.string(),
  scopes: z.array(z.string()),
  prefix: z.string().meta({ description: "What the key begins with" }),
  lastFour: z.string(),
  createdBy: z.string(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  lastUsedIp: z.string().nullable(),
  rotatedFrom: z.string().nullable(),
});

/** A key in the one answer that has its text. */
const newKeyShape = keyShape.extend({ key: z.string().meta({ description: "The whole key, shown this once" }) });

const scopesField = z.array(z.string({ error: "A scope is a text." }).max(50, "A scope is not that long."), {
  error: 'scopes must be a list of scopes, such as ["usage:write"].',
});
const ofOrganization = z.strictObject({ id: longField("id") });
const ofKey = z.strictObject({ id: longField("id"), key: longField("key", 50) });

export const getApiKeys = contract({
  method: "GET",
  path: "/v1/organizations/{id}/api-keys",
  operationId: "listApiKeys",
  summary: "Keys of an organization, newest first, revoked ones too; never their texts",
  access: READS,
  params: ofOrganization,
  query: z.strictObject(pageQuery),
  answers: { 200: { description: "Keys", schema: listOf(keyShape) } },
});

export const postApiKey = contract({
  method: "POST",
  path: "/v1/organizations/{id}/api-keys",
  operationId: "createApiKey",
  summary: "Make a key; its text is in this answer and nowhere afterwards",
  description: "With an Idempotency-Key the repetition is a 409 that names the key: its text cannot be shown twice.",
  access: WRITES,
  params: ofOrganization,
  body: z.strictObject({
    name: nameField("name"),
    scopes: scopesField,
    environment: z
      .enum(["PROD", "STAGING", "DEV"], { error: "environment must be PROD, STAGING or DEV." })
      .default("PROD"),
    expiresAt: instantField("expiresAt").nullable().optional(),
  }),
  answers: {
    201: { description: "Created", schema: dataOf(newKeyShape) },
    409: { description: "The Idempotency-Key has made a key before" },
    422: { description: "A field is not valid" },
  },
});

export const getApiKeyById = contract({
  method: "GET",
  path: "/v1/organizations/{id}/api-keys/{key}",
  operationId: "getApiKey",
  summary: "One key, by its id",
  access: READS,
  params: ofKey,
  answers: { 200: { description: "The key", schema: dataOf(keyShape) } },
});

export const patchApiKey = contract({
  method: "PATCH",
  path: "/v1/organizations/{id}/api-keys/{key}",
  operationId: "changeApiKey",
  summary: "Change a key's name or scopes; felt within a second",
  access: WRITES,
  params: ofKey,
  body: z.strictObject({ name: nameField("name").optional(), scopes: scopesField.optional() }),
  answers: {
    200: { description: "The key as it is now", schema: dataOf(keyShape) },
    409: { description: "The key has ended" },
    422: { description: "A field is not valid" },
  },
});

export const deleteApiKey = contract({
  method: "DELETE",
  path: "/v1/organizations/{id}/api-keys/{key}",
  operationId: "revokeApiKey",
  summary: "Revoke a key: calls with it are refused within a second",
  description: "Repeating it answers the first revocation.",
  access: WRITES,
  params: ofKey,
  answers: { 200: { description: "The revoked key", schema: dataOf(keyShape) } },
});

export const postApiKeyRotate = contract({
  method: "POST",
  path: "/v1/organizations/{id}/api-keys/{key}/rotate",
  operationId: "rotateApiKey",
  summary: "Make a key's successor; the old one ends after the overlap",
  access: WRITES,
  params: ofKey,
  body: z.strictObject({
    overlapSeconds: z
      .number({ error: `overlapSeconds must be a whole number from 0 to ${MAX_OVERLAP_SECONDS}.` })
      .int(`overlapSeconds must be a whole number from 0 to ${MAX_OVERLAP_SECONDS}.`)
      .min(0, `overlapSeconds must be a whole number from 0 to ${MAX_OVERLAP_SECONDS}.`)
      .max(MAX_OVERLAP_SECONDS, `overlapSeconds must be a whole number from 0 to ${MAX_OVERLAP_SECONDS}.`)
      .optional()
      .meta({ description: "So long the old key goes on working; a day unless given, 0 ends it at once" }),
  }),
  bodyOptional: true,
  answers: {
    201: {
      description: "The successor, and the old key with its end",
      schema: dataOf(newKeyShape.extend({ previous: keyShape })),
    },
    409: { description: "The key has ended, has a successor, or the Idempotency-Key has rotated before" },
    422: { description: "A field is not valid" },
  },
});
