import { notFound, redirect } from "next/navigation";
import { openPortal, PORTAL_PLACES } from "@/lib/billing";
import { AppError } from "@/lib/kernel/errors";
import { requirePortal } from "../../../../../portal-session";

interface PageProps {
  params: Promise<{ org: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/**
 * Leads to the provider's own page for card and details, or to the one thing there that `to` names. It opens nothing that
 * could not be opened again, so a GET may.
 */
export default async function BillingPortalPage({ params, searchParams }: PageProps): Promise<never> {
  const { ctx, organization, acting } = await requirePortal((await params).org, "billing:buy");
  // What is done at the provider's is not in the journal, so nobody goes there in another's name.
  if (acting) notFound();
  const query = await searchParams;
  const to = PORTAL_PLACES.find((place) => place === query.to) ?? "home";
  const returnUrl = `${ctx.env.WEIR_URL}/orgs/${organization.slug}/billing`;
  let url: string;
  try {
    url = await openPortal(ctx, { returnUrl, to });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    url = `${returnUrl}?refused=${error.code}`;
  }
  redirect(url);
}
