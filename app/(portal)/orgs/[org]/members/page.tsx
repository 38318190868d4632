import type { Metadata } from "next";
import { MembersScreen } from "@/components/screens/members/members";
import type { MembersActions, MembersModel } from "@/components/screens/members/model";
import { requirePortal, type PortalSession } from "../../../../portal-session";
import { basePathOf } from "../shell-model";
import {
  changeRoleAction,
  inviteAction,
  leaveAction,
  removeMemberAction,
  resendInvitationAction,
  revokeInvitationAction,
  transferOwnershipAction,
} from "./actions";
import { membersModel } from "./members-model";

export const metadata: Metadata = { title: "Members" };

interface PageProps {
  params: Promise<{ org: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function MembersPage({ params, searchParams }: PageProps) {
  const { org } = await params;
  const session = await requirePortal(org, "members:read");
  const { after } = await searchParams;
  const actions: MembersActions = {
    invite: inviteAction.bind(null, org),
    resend: resendInvitationAction.bind(null, org),
    revoke: revokeInvitationAction.bind(null, org),
    changeRole: changeRoleAction.bind(null, org),
    remove: removeMemberAction.bind(null, org),
    leave: leaveAction.bind(null, org),
    transfer: transferOwnershipAction.bind(null, org),
  };
  return <MembersScreen model={await modelOrFailure(session, after)} actions={actions} />;
}

async function modelOrFailure(session: PortalSession, after: unknown): Promise<MembersModel> {
  const { ctx, organization } = session;
  try {
    return await membersModel(session, typeof after === "string" ? after : undefined);
  } catch (error) {
    const about = { err: error, requestId: ctx.requestId, organizationId: organization.id };
    ctx.log.error(about, "the members could not be listed");
    return { kind: "failed", requestId: ctx.requestId, retryHref: `${basePathOf(organization)}/members` };
  }
}
