import { z } from "zod";
import { contract, pageQuery } from "@/lib/http";
import { dataOf, listOf, longField } from "../../../fields";

const installationShape = z.object({
  id: z.string(),
  organization: z.string(),
  environment: z.enum(["PROD", "STAGING", "DEV"]),
  domain: z.string(),
  status: z.enum(["active", "expired", "revoked", "reused"]).meta({
    description: "reused: ended because a spent refresh token was used again",
  }),
  activatedAt: z.string(),
  refreshedAt: z.string(),
  lastIp: z.string().nullable(),
  endsAt: z.string(),
  revokedAt: z.string().nullable(),
});

export const getInstallations = contract({
  method: "GET",
  path: "/v1/organizations/{id}/installations",
  operationId: "listInstallations",
  summary: "Plugins and sites that were activated, newest first, also those that have ended",
  access: { kind: "caller", permission: "activation:read" },
  params: z.strictObject({ id: longField("id") }),
  query: z.strictObject(pageQuery),
  answers: { 200: { description: "Installations", schema: listOf(installationShape) } },
});

export const deleteInstallation = contract({
  method: "DELETE",
  path: "/v1/organizations/{id}/installations/{installation}",
  operationId: "revokeInstallation",
  summary: "End an installation: its tokens are refused within a second",
  description: "Repeating it answers the first end.",
  access: { kind: "caller", permission: "activation:write" },
  params: z.strictObject({ id: longField("id"), installation: longField("installation", 50) }),
  answers: { 200: { description: "The ended installation", schema: dataOf(installationShape) } },
});
