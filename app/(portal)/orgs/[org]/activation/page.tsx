import type { Metadata } from "next";
import { ActivationScreen } from "@/components/screens/activation/activation";
import type { ActivationActions } from "@/components/screens/activation/model";
import { can } from "@/lib/access";
import { requirePortal } from "../../../../portal-session";
import { createCodeAction, revokeCodeAction, revokeInstallationAction } from "./actions";
import { activationModel } from "./activation-model";

export const metadata: Metadata = { title: "Activation" };

interface PageProps {
  params: Promise<{ org: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ActivationPage({ params, searchParams }: PageProps) {
  const { org } = await params;
  const session = await requirePortal(org, "activation:read");
  const create = can(session.asker, "activation:write") && (await searchParams).create !== undefined;
  const actions: ActivationActions = {
    create: createCodeAction.bind(null, org),
    revokeCode: revokeCodeAction.bind(null, org),
    revokeInstallation: revokeInstallationAction.bind(null, org),
  };
  return <ActivationScreen model={await activationModel(session, create)} actions={actions} />;
}
