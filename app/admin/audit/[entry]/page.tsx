import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AuditEntryScreen } from "@/components/screens/audit/audit-entry";
import { auditEntryModel } from "../../../audit-model";
import { requireStaff } from "../../../portal-session";

export const metadata: Metadata = { title: "Audit trail" };

interface PageProps {
  params: Promise<{ entry: string }>;
}

export default async function AuditTrailEntryPage({ params }: PageProps) {
  const { ctx } = await requireStaff("operator:read");
  const page = { ctx, whose: "operator", path: "/admin/audit" } as const;
  return <AuditEntryScreen model={(await auditEntryModel(page, (await params).entry)) ?? notFound()} />;
}
