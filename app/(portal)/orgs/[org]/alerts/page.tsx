import type { Metadata } from "next";
import { AlertsScreen } from "@/components/screens/alerts/alerts";
import type { AlertsModel } from "@/components/screens/alerts/model";
import { requirePortal, type PortalSession } from "../../../../portal-session";
import { basePathOf } from "../shell-model";
import { removeSpendLimitAction, saveAlertsAction, setSpendLimitAction, testAlertAction } from "./actions";
import { alertsModel } from "./alerts-model";

export const metadata: Metadata = { title: "Alerts & limits" };

interface PageProps {
  params: Promise<{ org: string }>;
}

export default async function AlertsPage({ params }: PageProps) {
  const { org } = await params;
  const session = await requirePortal(org, "billing:read");
  const actions = {
    save: saveAlertsAction.bind(null, org),
    test: testAlertAction.bind(null, org),
    setSpendLimit: setSpendLimitAction.bind(null, org),
    removeSpendLimit: removeSpendLimitAction.bind(null, org),
  };
  return <AlertsScreen model={await modelOrFailure(session)} actions={actions} />;
}

async function modelOrFailure(session: PortalSession): Promise<AlertsModel> {
  const { ctx, organization } = session;
  try {
    return await alertsModel(session);
  } catch (error) {
    ctx.log.error({ err: error, requestId: ctx.requestId, organizationId: organization.id }, "the alerts page failed");
    return { kind: "failed", requestId: ctx.requestId, retryHref: `${basePathOf(organization)}/alerts` };
  }
}
