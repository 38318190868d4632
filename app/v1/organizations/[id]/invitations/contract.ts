import { z } from "zod";
import { contract, pageQuery } from "@/lib/http";
import { dataOf, listOf, longField } from "../../../fields";

const MOST_AT_ONCE = 50;

const invitedRole = z.enum(["admin", "member", "viewer"], {
  error: "role must be admin, member or viewer. Ownership is handed over to a member.",
});

export const invitationShape = z.object({
  id: z.string(),
  email: z.string(),
  role: invitedRole,
  state: z.enum(["open", "expired", "accepted", "revoked"]),
  invitedBy: z.string(),
  createdAt: z.string(),
  sentAt: z.string(),
  expiresAt: z.string(),
  endedAt: z.string().nullable(),
});

const READS = { kind: "caller", permission: "members:read" } as const;
const WRITES = { kind: "caller", permission: "members:write" } as const;

const invitationParams = z.strictObject({ id: longField("id"), invitation: longField("invitation") });

export const postInvitations = contract({
  method: "POST",
  path: "/v1/organizations/{id}/invitations",
  operationId: "invitePeople",
  summary: "Invite people by e-mail",
  description:
    "Each address gets a mail with a link that works once, for seven days, and for that address alone. All of them are invited or none is: a wrong address, too few seats or too many mails in an hour refuse the request. Members and open invitations are no error: each address has its outcome.",
  access: WRITES,
  params: z.strictObject({ id: longField("id") }),
  body: z.strictObject({
    emails: z
      .array(
        z.string({ error: "An address must be a text." }).max(320, "An e-mail address has at most 255 characters."),
        {
          error: `emails must be a list of 1 to ${MOST_AT_ONCE} addresses.`,
        },
      )
      .min(1, "emails must name at least one address.")
      .max(MOST_AT_ONCE, `emails may name ${MOST_AT_ONCE} addresses at once.`),
    role: invitedRole.default("member"),
  }),
  answers: {
    200: {
      description: "What became of each address, in the order given",
      schema: z.object({
        data: z.array(
          z.object({
            email: z.string(),
            outcome: z.enum(["invited", "already_invited", "already_member", "repeated"]),
            invitation: invitationShape.optional(),
            memberId: z.string().optional(),
          }),
        ),
      }),
    },
    402: { description: "Not all of them would find a seat" },
    429: { description: "So many invitations may not go out in an hour" },
  },
});

export const getInvitations = contract({
  method: "GET",
  path: "/v1/organizations/{id}/invitations",
  operationId: "listInvitations",
  summary: "Invitations of an organization, newest first",
  access: READS,
  params: z.strictObject({ id: longField("id") }),
  query: z.strictObject({
    ...pageQuery,
    state: z
      .enum(["open", "expired", "accepted", "revoked"], { error: "state must be open, expired, accepted or revoked." })
      .optional(),
  }),
  answers: { 200: { description: "Invitations", schema: listOf(invitationShape) } },
});

export const postInvitationResend = contract({
  method: "POST",
  path: "/v1/organizations/{id}/invitations/{invitation}/resend",
  operationId: "resendInvitation",
  summary: "Send an invitation again, with a new link",
  description: "The link before it opens nothing any more. A minute must lie between two mails.",
  access: WRITES,
  params: invitationParams,
  body: z.strictObject({}),
  bodyOptional: true,
  answers: {
    200: { description: "The invitation", schema: dataOf(invitationShape) },
    409: { description: "It was accepted or revoked, or was sent ten times" },
    429: { description: "It went out a moment ago" },
  },
});

export const deleteInvitation = contract({
  method: "DELETE",
  path: "/v1/organizations/{id}/invitations/{invitation}",
  operationId: "revokeInvitation",
  summary: "Withdraw an invitation",
  access: WRITES,
  params: invitationParams,
  answers: {
    200: { description: "The invitation", schema: dataOf(invitationShape) },
    409: { description: "It was accepted: remove the member instead" },
  },
});
