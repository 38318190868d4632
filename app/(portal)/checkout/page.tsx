import { redirect } from "next/navigation";
import { can, memberAsker } from "@/lib/access";
import { organizationsOf } from "@/lib/tenancy";
import { requireUser } from "../../portal-session";

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Where a plan that was chosen before signing in leads: to the checkout of the first organization that its reader may buy for. */
export default async function CheckoutDoor({ searchParams }: PageProps): Promise<never> {
  const { user, ctx } = await requireUser();
  const query = await searchParams;
  const belonging = (await organizationsOf(ctx, user.id)).find((each) => can(memberAsker(each), "billing:buy"));
  const plan = typeof query.plan === "string" ? query.plan : "";
  const interval = query.interval === "year" ? "year" : "month";
  redirect(
    belonging
      ? `/orgs/${belonging.organization.slug}/billing/checkout?plan=${encodeURIComponent(plan)}&interval=${interval}`
      : "/orgs",
  );
}
