import { z } from "zod";
import { contract, pageQuery } from "@/lib/http";
import { dataOf, listOf, longField } from "../fields";

export const organizationShape = z.object({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  slug: z.string(),
  externalKey: z.string().nullable(),
  status: z.string(),
  billingEmail: z.string().nullable(),
  timeZone: z.string(),
  membersMayBuy: z.boolean().meta({ description: "Whether members below admin may buy" }),
  metadata: z.record(z.string(), z.unknown()),
  createdAt: z.string(),
});

const metadataField = z
  .record(z.string().min(1).max(40), z.string().max(500))
  .refine((m) => Object.keys(m).length <= 50, "metadata may hold 50 pairs at most.");
const emailField = z.email("billingEmail must be an e-mail address.").max(255);

export const postOrganization = contract({
  method: "POST",
  path: "/v1/organizations",
  operationId: "createOrganization",
  summary: "Make the organization of a customer, with its free subscription",
  access: { kind: "deployment", permission: "operator:write", keysOnly: true },
  body: z.strictObject({
    name: longField("name", 200),
    externalKey: longField("externalKey").optional(),
    billingEmail: emailField.optional(),
    timeZone: longField("timeZone", 100).optional(),
    metadata: metadataField.optional(),
  }),
  answers: {
    201: { description: "Created", schema: dataOf(organizationShape) },
    409: { description: "The externalKey is taken" },
  },
});

export const patchOrganization = contract({
  method: "PATCH",
  path: "/v1/organizations/{id}",
  operationId: "updateOrganization",
  summary: "Change what is known about an organization",
  description:
    "What is left out stays; null takes a value away. metadata is replaced whole. externalKey and metadata are the vendor's: only a deployment key changes them. Name and billing e-mail reach the customer at Stripe. Repeating it changes nothing more.",
  access: { kind: "caller", permission: "organization:write" },
  params: z.strictObject({ id: longField("id") }),
  body: z
    .strictObject({
      name: longField("name", 200).optional(),
      slug: longField("slug", 100).optional(),
      externalKey: longField("externalKey").nullable().optional(),
      billingEmail: emailField.nullable().optional(),
      timeZone: longField("timeZone", 100).optional(),
      membersMayBuy: z.boolean("membersMayBuy must be true or false.").optional(),
      metadata: metadataField.optional(),
    })
    .refine((body) => Object.values(body).some((value) => value !== undefined), "Name at least one field to change."),
  answers: {
    200: { description: "The organization as it is now", schema: dataOf(organizationShape) },
    409: { description: "The slug or the externalKey is taken" },
    422: { description: "Not valid, or the key was used with another body" },
  },
});

export const getOrganizations = contract({
  method: "GET",
  path: "/v1/organizations",
  operationId: "listOrganizations",
  summary: "Organizations of the deployment, newest first",
  access: { kind: "deployment", permission: "operator:read", keysOnly: true },
  query: z.strictObject(pageQuery),
  answers: { 200: { description: "Organizations", schema: listOf(organizationShape) } },
});

export const deleteOrganization = contract({
  method: "DELETE",
  path: "/v1/organizations/{id}",
  operationId: "archiveOrganization",
  summary: "End an organization",
  description:
    "It is archived: nothing is admitted any more, its keys and open invitations are dead, its pages are gone. What it has used, paid and done is kept. Refused while it is on any plan but the free one; cancel that first. Repeating it changes nothing.",
  access: { kind: "caller", permission: "organization:delete" },
  params: z.strictObject({ id: longField("id") }),
  answers: {
    200: { description: "Archived", schema: dataOf(organizationShape) },
    409: { description: "It is on a paid plan, or belongs to an account" },
  },
});

export const getOrganizationById = contract({
  method: "GET",
  path: "/v1/organizations/{id}",
  operationId: "getOrganization",
  summary: "One organization, by our id or your externalKey",
  // It tells the billing e-mail, which is nothing for a page that anybody may open.
  access: { kind: "caller", permission: "organization:read", keysOnly: true },
  params: z.strictObject({ id: longField("id") }),
  answers: { 200: { description: "Organization", schema: dataOf(organizationShape) } },
});
