import type { Metadata } from "next";
import { AuditScreen } from "@/components/screens/audit/audit";
import { auditModel } from "../../../../audit-model";
import { requirePortal } from "../../../../portal-session";
import { basePathOf } from "../shell-model";
import { checkChainAction } from "./actions";

export const metadata: Metadata = { title: "Audit log" };

interface PageProps {
  params: Promise<{ org: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function AuditPage({ params, searchParams }: PageProps) {
  const { org } = await params;
  const { ctx, organization } = await requirePortal(org, "audit:read");
  const page = { ctx, whose: "tenant", path: `${basePathOf(organization)}/audit` } as const;
  return <AuditScreen model={await auditModel(page, await searchParams)} check={checkChainAction.bind(null, org)} />;
}
