import { z } from "zod";
import { contract, pageQuery } from "@/lib/http";
import { dataOf, listOf, longField } from "../../../fields";

/** Roles as the wire has them. */
export const roleField = z.enum(["owner", "admin", "member", "viewer"], {
  error: "role must be owner, admin, member or viewer.",
});

export const memberShape = z.object({
  id: z.string(),
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleField,
  joinedAt: z.string(),
});

const READS = { kind: "caller", permission: "members:read" } as const;
const WRITES = { kind: "caller", permission: "members:write" } as const;

const memberParams = z.strictObject({ id: longField("id"), member: longField("member") });

export const getMembers = contract({
  method: "GET",
  path: "/v1/organizations/{id}/members",
  operationId: "listMembers",
  summary: "Who belongs to an organization, longest first",
  access: READS,
  params: z.strictObject({ id: longField("id") }),
  query: z.strictObject(pageQuery),
  answers: { 200: { description: "Members", schema: listOf(memberShape) } },
});

export const patchMember = contract({
  method: "PATCH",
  path: "/v1/organizations/{id}/members/{member}",
  operationId: "changeMemberRole",
  summary: "Give a member another role",
  description:
    "The member is named by its id or the user's. Everybody but a viewer takes a seat. An admin changes no owner and makes none; the last owner stays one. The same role again changes nothing.",
  access: WRITES,
  params: memberParams,
  body: z.strictObject({ role: roleField }),
  answers: {
    200: { description: "The member", schema: dataOf(memberShape) },
    402: { description: "No seat is free for a former viewer" },
    403: { description: "An admin meets an owner" },
    409: { description: "It is the last owner" },
  },
});

export const deleteMember = contract({
  method: "DELETE",
  path: "/v1/organizations/{id}/members/{member}",
  operationId: "removeMember",
  summary: "End a membership",
  description:
    "Felt at once, in every session. Keys that the member has made go on working unless revokeKeys=true; they are listed either way.",
  access: WRITES,
  params: memberParams,
  query: z.strictObject({
    revokeKeys: z.enum(["true", "false"], { error: "revokeKeys must be true or false." }).default("false"),
  }),
  answers: {
    200: {
      description: "Removed",
      schema: dataOf(
        z.object({
          id: z.string(),
          removed: z.literal(true),
          keys: z.array(z.object({ id: z.string(), name: z.string(), revoked: z.boolean() })),
        }),
      ),
    },
    403: { description: "An admin meets an owner" },
    409: { description: "It is the last owner" },
  },
});

export const postTransferOwnership = contract({
  method: "POST",
  path: "/v1/organizations/{id}/transfer-ownership",
  operationId: "transferOwnership",
  summary: "Hand an owner's ownership to another member",
  description:
    "The owner becomes an admin, the member an owner, in one step; both are told by mail. Of several at once the first wins. A signed-in owner hands over his own; a deployment key names whose in `from` where there are several.",
  access: { kind: "caller", permission: "ownership:transfer" },
  params: z.strictObject({ id: longField("id") }),
  body: z.strictObject({ to: longField("to"), from: longField("from").optional() }),
  answers: {
    200: { description: "The new owner", schema: dataOf(memberShape) },
    409: { description: "Somebody was faster, or the member is an owner already" },
  },
});
