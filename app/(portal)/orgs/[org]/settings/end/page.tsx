import type { Metadata } from "next";
import { EndingScreen } from "@/components/screens/ending/ending";
import type { EndingModel } from "@/components/screens/ending/model";
import { planInTheWay } from "@/lib/billing";
import { requirePortal, type PortalSession } from "../../../../../portal-session";
import { basePathOf } from "../../shell-model";
import { endAction } from "./actions";

export const metadata: Metadata = { title: "End" };

interface PageProps {
  params: Promise<{ org: string }>;
}

export default async function EndPage({ params }: PageProps) {
  const { org } = await params;
  const session = await requirePortal(org, "organization:delete");
  return <EndingScreen model={await modelOf(session)} end={endAction.bind(null, org)} />;
}

/** A personal organization ends with the account that it was made with. */
async function modelOf({ ctx, organization, user }: PortalSession): Promise<EndingModel> {
  const base = basePathOf(organization);
  try {
    const paid = await planInTheWay(ctx, organization.id);
    const personal = organization.kind === "PERSONAL";
    return {
      kind: "ready",
      what: personal ? "account" : "organization",
      organizationName: organization.name,
      typed: personal ? user.email : organization.name,
      ...(paid ? { blockedBy: { plan: paid.plan.name, href: `${base}/billing/cancel` } } : {}),
      backHref: `${base}/members`,
    };
  } catch (error) {
    const about = { err: error, requestId: ctx.requestId, organizationId: organization.id };
    ctx.log.error(about, "whether an organization can be ended could not be read");
    return { kind: "failed", requestId: ctx.requestId, retryHref: `${base}/settings/end` };
  }
}
