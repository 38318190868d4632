import { notFound, redirect } from "next/navigation";
import { openPortal } from "@/lib/billing";
import { AppError } from "@/lib/kernel/errors";
import { requirePortal } from "../../../../../portal-session";

/** Leads to the provider's own page for card and details. It opens nothing that could not be opened again, so a GET may. */
export default async function BillingPortalPage({ params }: { params: Promise<{ org: string }> }): Promise<never> {
  const { ctx, organization, acting } = await requirePortal((await params).org, "billing:buy");
  // What is done at the provider's is not in the journal, so nobody goes there in another's name.
  if (acting) notFound();
  const back = `${ctx.env.WEIR_URL}/orgs/${organization.slug}/billing`;
  let url: string;
  try {
    url = await openPortal(ctx, back);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    url = back;
  }
  redirect(url);
}
