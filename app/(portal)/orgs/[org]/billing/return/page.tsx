import type { Metadata } from "next";
import { ReturnScreen } from "@/components/screens/return/return";
import { PageBody } from "@/components/ui/page";
import { requirePortal } from "../../../../../portal-session";
import { returnModel } from "./return-model";

export const metadata: Metadata = { title: "Payment" };

interface PageProps {
  params: Promise<{ org: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Fetches the session from the provider and settles it here and now; nobody waits for the webhook. */
export default async function ReturnPage({ params, searchParams }: PageProps) {
  const session = await requirePortal((await params).org, "billing:read");
  const { session: reference } = await searchParams;
  return (
    <PageBody settings>
      <ReturnScreen model={await returnModel(session, typeof reference === "string" ? reference : "")} />
    </PageBody>
  );
}
