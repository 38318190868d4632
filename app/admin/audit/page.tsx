import type { Metadata } from "next";
import { AuditScreen } from "@/components/screens/audit/audit";
import { auditModel } from "../../audit-model";
import { requireStaff } from "../../portal-session";
import { checkChainsAction } from "./actions";

export const metadata: Metadata = { title: "Audit trail" };

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function AuditTrailPage({ searchParams }: PageProps) {
  const { ctx } = await requireStaff("operator:read");
  const page = { ctx, whose: "operator", path: "/admin/audit" } as const;
  return <AuditScreen model={await auditModel(page, await searchParams)} check={checkChainsAction} />;
}
