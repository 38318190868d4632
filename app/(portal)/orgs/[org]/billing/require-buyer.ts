import { requirePortalAction, type PortalSession } from "../../../../portal-session";

/** The guard of everything that buys, cancels or changes what is paid: who may write billing, and members where the organization lets them. */
export const requireBuyer = (org: string): Promise<PortalSession> => requirePortalAction(org, "billing:buy");
