import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AuditEntryScreen } from "@/components/screens/audit/audit-entry";
import { auditEntryModel } from "../../../../../audit-model";
import { requirePortal } from "../../../../../portal-session";
import { basePathOf } from "../../shell-model";

export const metadata: Metadata = { title: "Audit log" };

interface PageProps {
  params: Promise<{ org: string; entry: string }>;
}

export default async function AuditEntryPage({ params }: PageProps) {
  const { org, entry } = await params;
  const { ctx, organization } = await requirePortal(org, "audit:read");
  const page = { ctx, whose: "tenant", path: `${basePathOf(organization)}/audit` } as const;
  return <AuditEntryScreen model={(await auditEntryModel(page, entry)) ?? notFound()} />;
}
