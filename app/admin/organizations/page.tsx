import type { Metadata } from "next";
import { OrganizationsScreen } from "@/components/screens/operator-organizations/organizations";
import { requireStaff } from "../../portal-session";
import { organizationsModel } from "./organizations-model";

export const metadata: Metadata = { title: "Organizations" };

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function OrganizationsPage({ searchParams }: PageProps) {
  const { ctx } = await requireStaff("operator:read");
  return <OrganizationsScreen model={await organizationsModel(ctx, await searchParams)} />;
}
