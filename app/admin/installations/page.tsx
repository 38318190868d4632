import type { Metadata } from "next";
import { OperatorInstallationsScreen } from "@/components/screens/operator-installations/installations";
import { can } from "@/lib/access";
import { requireStaff } from "../../portal-session";
import { endInstallationAction } from "./actions";
import { installationsModel } from "./installations-model";

export const metadata: Metadata = { title: "Installations" };

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function InstallationsPage({ searchParams }: PageProps) {
  const { ctx, asker } = await requireStaff("operator:read");
  const model = await installationsModel(ctx, await searchParams, can(asker, "operator:write"));
  return <OperatorInstallationsScreen model={model} end={endInstallationAction} />;
}
