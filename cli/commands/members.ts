import type { Command } from "commander";
import { endMembership } from "@/lib/access";
import { iso } from "@/lib/kernel/time";
import {
  changeRole,
  getMember,
  INVITABLE_ROLES,
  invitePeople,
  listInvitations,
  listMembers,
  readSeats,
  resendInvitation,
  revokeInvitation,
  ROLES,
  transferOwnership,
  type InvitableRole,
  type Invitation,
  type Member,
  type Organization,
  type Role,
} from "@/lib/tenancy";
import { minute, words } from "../print";
import { oneOf } from "../reading";
import { inSession, type Session } from "../session";
import { usageError } from "../stop";

const memberView = ({ id, userId, name, email, role, createdAt }: Member) => ({
  id,
  userId,
  name,
  email,
  role,
  joinedAt: iso(createdAt),
});

const invitationView = ({ id, email, role, state, sentAt, expiresAt }: Invitation) => ({
  id,
  email,
  role,
  state,
  sentAt: iso(sentAt),
  expiresAt: iso(expiresAt),
});

/** A member that somebody names by id, user or e-mail. */
async function memberNamed(session: Session, organization: Organization, reference: string): Promise<Member> {
  const members = await listMembers(session.world, organization.id);
  const byMail = members.find(({ email }) => email === reference.trim().toLowerCase());
  return byMail ?? getMember(session.world, organization.id, reference);
}

/** `weir org members|invite|…`: who belongs to a tenant. */
export function addMemberVerbs(org: Command): void {
  addReadingVerbs(org);
  addInvitationVerbs(org);
  addChangingVerbs(org);
}

function addReadingVerbs(org: Command): void {
  org
    .command("members <organization>")
    .description("who belongs to a tenant, and the seats that are taken")
    .action(
      inSession("members:read", async (session, [reference = ""]) => {
        const organization = await session.organization(reference);
        const members = await listMembers(session.world, organization.id);
        session.print.list(
          members.map(memberView),
          [
            ["id", (row) => row.id],
            ["name", (row) => row.name],
            ["e-mail", (row) => row.email],
            ["role", (row) => words(row.role)],
            ["since", (row) => row.joinedAt.slice(0, 10)],
          ],
          "Nobody belongs to it.",
        );
        const { used, invited, limit } = await readSeats(session.world, organization.id);
        session.print.say(
          `Seats: ${used} taken, ${invited} offered, ${limit === null ? "unlimited" : `${limit} in all`}.`,
        );
      }),
    );
  org
    .command("invitations <organization>")
    .description("invitations that nobody has answered, newest first")
    .action(
      inSession("members:read", async (session, [reference = ""]) => {
        const organization = await session.organization(reference);
        const page = await listInvitations(session.world, organization.id, { unanswered: true, limit: 100 });
        session.print.list(
          page.invitations.map(invitationView),
          [
            ["id", (row) => row.id],
            ["e-mail", (row) => row.email],
            ["role", (row) => words(row.role)],
            ["state", (row) => row.state],
            ["expires", (row) => row.expiresAt.slice(0, 16)],
          ],
          "There are no open invitations.",
        );
      }),
    );
}

function addInvitationVerbs(org: Command): void {
  org
    .command("invite <organization> <emails...>")
    .description("invite people by e-mail; each link works once, for seven days, for its address")
    .option("--role <role>", "admin, member or viewer", oneOf(...INVITABLE_ROLES), "MEMBER")
    .action(
      inSession<{ role: InvitableRole }>("members:write", async (session, [reference = "", ...emails], { role }) => {
        const organization = await session.organization(reference);
        await session.aboutTo(`invite ${emails.join(", ")} to ${organization.name} as ${role.toLowerCase()}`);
        const results = await invitePeople(session.as(organization.id), { emails, role });
        // Where no mail goes out, whoever runs the command passes the link on.
        const off = session.world.mail.mode === "off";
        session.print.list(
          results.map((each) => ({
            email: each.email,
            outcome: each.outcome,
            invitation: "invitation" in each ? each.invitation.id : null,
            link: off && each.outcome === "invited" ? each.acceptUrl : null,
          })),
          [
            ["e-mail", (row) => row.email],
            ["outcome", (row) => row.outcome.replaceAll("_", " ")],
            ["invitation", (row) => row.invitation],
            ...(off ? ([["link", (row: { link: string | null }) => row.link]] as const) : []),
          ],
          "Nobody was named.",
        );
      }),
    );
  org
    .command("resend-invitation <organization> <invitation>")
    .description("send an invitation again, with a new link; the old one is dead then")
    .action(
      inSession("members:write", async (session, [reference = "", id = ""]) => {
        const organization = await session.organization(reference);
        await session.aboutTo(`send the invitation ${id} of ${organization.name} again`);
        const { invitation, acceptUrl } = await resendInvitation(session.as(organization.id), id);
        const link = session.world.mail.mode === "off" ? ` ${acceptUrl}` : "";
        session.print.done(
          invitationView(invitation),
          `Sent again to ${invitation.email}, until ${minute(invitation.expiresAt)}.${link}`,
        );
      }),
    );
  org
    .command("revoke-invitation <organization> <invitation>")
    .description("withdraw an invitation")
    .action(
      inSession("members:write", async (session, [reference = "", id = ""]) => {
        const organization = await session.organization(reference);
        await session.aboutTo(`withdraw the invitation ${id} of ${organization.name}`);
        const invitation = await revokeInvitation(session.as(organization.id), id);
        session.print.done(invitationView(invitation), `The invitation of ${invitation.email} is withdrawn.`);
      }),
    );
}

function addChangingVerbs(org: Command): void {
  org
    .command("role <organization> <member> <role>")
    .description("give a member, named by id or e-mail, another role")
    .action(
      inSession("members:write", async (session, [reference = "", named = "", given = ""]) => {
        const role = ROLES.find((each) => each.toLowerCase() === given.toLowerCase());
        if (!role) throw usageError("ROLE is owner, admin, member or viewer.");
        const organization = await session.organization(reference);
        const member = await memberNamed(session, organization, named);
        await session.aboutTo(`make ${member.email} ${role.toLowerCase()} of ${organization.name}`);
        await changeRole(session.as(organization.id), member.userId, role);
        session.print.done(memberView({ ...member, role }), `${member.email} is ${role.toLowerCase()} now.`);
      }),
    );
  org
    .command("remove-member <organization> <member>")
    .description("end a membership, named by id or e-mail; felt at once")
    .option("--revoke-keys", "revoke the API keys that the member has made, too")
    .action(
      inSession<{ revokeKeys?: boolean }>(
        "members:write",
        async (session, [reference = "", named = ""], { revokeKeys = false }) => {
          const organization = await session.organization(reference);
          const member = await memberNamed(session, organization, named);
          await session.aboutTo(`end the membership of ${member.email} in ${organization.name}`, { ask: true });
          const revoked = await endMembership(session.as(organization.id), member.userId, { revokeKeys });
          session.print.done(
            { ...memberView(member), removed: true, revokedKeys: revoked.map(({ id }) => id) },
            `${member.email} does not belong to ${organization.name} any more; ${revoked.length} keys were revoked.`,
          );
        },
      ),
    );
  org
    .command("transfer-ownership <organization>")
    .description("hand an owner's ownership to another member; the owner stays as an admin")
    .requiredOption("--to <member>", "id or e-mail of who becomes owner")
    .option("--from <member>", "whose ownership goes, where there are several owners")
    .action(
      inSession<{ to: string; from?: string }>(
        "ownership:transfer",
        async (session, [reference = ""], { to, from }) => {
          const organization = await session.organization(reference);
          const owners = (await listMembers(session.world, organization.id)).filter(isOwner);
          const former = from === undefined ? onlyOne(owners) : await memberNamed(session, organization, from);
          const next = await memberNamed(session, organization, to);
          await session.aboutTo(`make ${next.email} owner of ${organization.name} in place of ${former.email}`, {
            ask: true,
          });
          const seenOwners = owners.map(({ userId }) => userId);
          await transferOwnership(session.as(organization.id), { from: former.userId, to: next.userId, seenOwners });
          session.print.done(
            memberView({ ...next, role: "OWNER" }),
            `${next.email} owns ${organization.name} now; ${former.email} is an admin.`,
          );
        },
      ),
    );
}

const isOwner = ({ role }: { role: Role }): boolean => role === "OWNER";

function onlyOne(owners: readonly Member[]): Member {
  const [only, another] = owners;
  if (!only || another) throw usageError("There is not exactly one owner: say with --from whose ownership goes.");
  return only;
}
