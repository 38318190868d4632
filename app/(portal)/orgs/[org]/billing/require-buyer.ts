import { lacksPermission, mayBuy } from "@/lib/access";
import { requirePortalAction, type PortalSession } from "../../../../portal-session";

/** The guard of everything that buys, cancels or changes what is paid: who may write billing, and members where the organization lets them. */
export async function requireBuyer(org: string): Promise<PortalSession> {
  const session = await requirePortalAction(org, "billing:read", "billing:write");
  if (!mayBuy(session.role, session.organization)) throw lacksPermission();
  return session;
}
