import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { PaymentsScreen } from "@/components/screens/operator-payments/payments";
import { can } from "@/lib/access";
import { requireStaff } from "../../../../portal-session";
import { organizationOf } from "../quota/panel-model";
import { refundAction } from "./actions";
import { paymentsModel } from "./payments-model";

export const metadata: Metadata = { title: "Payments" };

interface PageProps {
  params: Promise<{ org: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function OrganizationPaymentsPage({ params, searchParams }: PageProps) {
  const { ctx, asker } = await requireStaff("operator:read");
  const { org } = await params;
  const organization = (await organizationOf(ctx, org)) ?? notFound();
  if (org !== organization.id) redirect(`/admin/organizations/${organization.id}/payments`);
  const { cursor } = await searchParams;
  const model = await paymentsModel(ctx, organization, cursor, can(asker, "operator:write"));
  return <PaymentsScreen model={model} actions={{ refund: refundAction.bind(null, organization.id) }} />;
}
