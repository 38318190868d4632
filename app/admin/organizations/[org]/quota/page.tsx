import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import type { QuotaPanelActions } from "@/components/screens/operator-quota/model";
import { QuotaPanelScreen } from "@/components/screens/operator-quota/quota-panel";
import { can } from "@/lib/access";
import { requireStaff } from "../../../../portal-session";
import { proveAction, reconcileAction } from "./actions";
import { organizationOf, environmentOf, quotaPanelModel } from "./panel-model";

export const metadata: Metadata = { title: "Quota" };

interface PageProps {
  params: Promise<{ org: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function OrganizationQuotaPage({ params, searchParams }: PageProps) {
  const { ctx, asker } = await requireStaff("operator:read");
  const { org } = await params;
  const organization = (await organizationOf(ctx, org)) ?? notFound();
  // One address for each organization; the vendor's own name for it leads there.
  if (org !== organization.id) redirect(`/admin/organizations/${organization.id}/quota`);
  const environment = environmentOf((await searchParams).environment);
  const actions: QuotaPanelActions = {
    prove: proveAction.bind(null, organization.id, environment),
    reconcile: reconcileAction.bind(null, organization.id, environment),
  };
  const model = await quotaPanelModel(ctx, organization, environment, can(asker, "operator:write"));
  return <QuotaPanelScreen key={environment} model={model} actions={actions} />;
}
