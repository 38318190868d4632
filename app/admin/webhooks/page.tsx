import type { Metadata } from "next";
import { WebhooksScreen } from "@/components/screens/operator-webhooks/webhooks";
import { can } from "@/lib/access";
import { requireStaff } from "../../portal-session";
import { replayFilteredAction } from "./actions";
import { readFilter } from "./inbox-filter";
import { webhooksModel } from "./webhooks-model";

export const metadata: Metadata = { title: "Webhooks in" };

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function WebhooksPage({ searchParams }: PageProps) {
  const { ctx, asker } = await requireStaff("operator:read");
  const query = await searchParams;
  const model = await webhooksModel(ctx, query, can(asker, "operator:write"));
  return <WebhooksScreen model={model} replay={replayFilteredAction.bind(null, readFilter(query))} />;
}
