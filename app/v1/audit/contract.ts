import { z } from "zod";
import { contract, pageQuery } from "@/lib/http";
import { instantField, listOf, longField, nameField, organizationField } from "../fields";

export const getAudit = contract({
  method: "GET",
  path: "/v1/audit",
  operationId: "listAudit",
  summary: "Who did what, newest first",
  description:
    "An administrator reads his own organization's entries. A deployment key and staff read everybody's, or those of the organization they name.",
  access: { kind: "caller", permission: "audit:read" },
  query: z.strictObject({
    organization: organizationField.optional(),
    actor: longField("actor")
      .meta({ description: "An e-mail, an id, a kind such as staff, or as it is written" })
      .optional(),
    action: nameField("action").meta({ example: "subscription.changed" }).optional(),
    entityType: nameField("entityType").meta({ example: "api_key" }).optional(),
    entityId: longField("entityId").optional(),
    requestId: longField("requestId").optional(),
    from: instantField("from").optional(),
    to: instantField("to").optional(),
    ...pageQuery,
  }),
  answers: {
    200: {
      description: "Entries",
      schema: listOf(
        z.object({
          id: z.string(),
          organization: z.string().nullable(),
          position: z.string(),
          recordedAt: z.string(),
          actor: z.string(),
          actorLabel: z.string(),
          onBehalfOf: z.string().nullable(),
          action: z.string(),
          entity: z.object({ type: z.string(), id: z.string() }),
          before: z.unknown(),
          after: z.unknown(),
          reason: z.string().nullable(),
          requestId: z.string().nullable(),
          ip: z.string().nullable(),
          hash: z.string(),
        }),
      ),
    },
  },
});
