import { redirect } from "next/navigation";
import { readEntitlements } from "@/lib/entitlements";
import { requirePortal } from "../../../../../portal-session";

/** Choosing another plan begins where all plans are shown, with the family of the present one open. */
export default async function ChangePlanPage({ params }: { params: Promise<{ org: string }> }): Promise<never> {
  const { ctx, organization } = await requirePortal((await params).org, "billing:read");
  const { plan } = await readEntitlements(ctx, organization.id);
  redirect(`/pricing?org=${organization.slug}${plan ? `&family=${plan.family}` : ""}`);
}
