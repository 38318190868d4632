import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import type { TenantActions } from "@/components/screens/operator-tenant/model";
import { TenantScreen } from "@/components/screens/operator-tenant/tenant";
import { requireStaff } from "../../../portal-session";
import {
  endImpersonationAction,
  impersonateAction,
  performAction,
  previewAction,
  tagAction,
  untagAction,
} from "./actions";
import { organizationOf } from "./quota/panel-model";
import { tenantModel } from "./tenant-model";

export const metadata: Metadata = { title: "Organization" };

interface PageProps {
  params: Promise<{ org: string }>;
}

export default async function OrganizationPage({ params }: PageProps) {
  const { ctx, asker, user } = await requireStaff("operator:read");
  const { org } = await params;
  const organization = (await organizationOf(ctx, org)) ?? notFound();
  // One address for each organization; the vendor's own name for it leads there.
  if (org !== organization.id) redirect(`/admin/organizations/${organization.id}`);
  const actions: TenantActions = {
    preview: previewAction.bind(null, organization.id),
    perform: performAction.bind(null, organization.id),
    tag: tagAction.bind(null, organization.id),
    untag: untagAction.bind(null, organization.id),
    impersonate: impersonateAction.bind(null, organization.id),
    endImpersonation: endImpersonationAction.bind(null, organization.id),
  };
  return <TenantScreen model={await tenantModel(ctx, organization, { userId: user.id, asker })} actions={actions} />;
}
