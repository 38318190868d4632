import type { Metadata } from "next";
import { PublicShell } from "@/components/shell/public-shell";
import { Card } from "@/components/ui/card";
import { PageHead } from "@/components/ui/page";
import { ORGANIZATION_NAME_MAX, organizationsOf } from "@/lib/tenancy";
import { uuidv7 } from "@/lib/kernel/ids";
import { requireUser } from "../../../portal-session";
import { NewOrganizationForm } from "./new-organization-form";

export const metadata: Metadata = { title: "New organization" };

export default async function NewOrganizationPage() {
  const { user, ctx } = await requireUser();
  const [first] = await organizationsOf(ctx, user.id);
  const back = first
    ? { organization: { name: first.organization.name, href: `/orgs/${first.organization.slug}` } }
    : {};
  return (
    <PublicShell model={{ ...back, signInHref: "/sign-in", demo: ctx.env.WEIR_DEMO }} narrow>
      <PageHead
        title="New organization"
        description="It has its own plan, usage, keys and members. It starts on Free."
      />
      <Card aria-label="New organization">
        <NewOrganizationForm submission={uuidv7()} longestName={ORGANIZATION_NAME_MAX} />
      </Card>
    </PublicShell>
  );
}
