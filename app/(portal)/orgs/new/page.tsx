import type { Metadata } from "next";
import { PublicShell } from "@/components/shell/public-shell";
import { Card } from "@/components/ui/card";
import { PageHead } from "@/components/ui/page";
import { ORGANIZATION_NAME_MAX } from "@/lib/tenancy";
import { uuidv7 } from "@/lib/kernel/ids";
import { requireUser } from "../../../portal-session";
import { wayHome } from "../../../way-home";
import { NewOrganizationForm } from "./new-organization-form";

export const metadata: Metadata = { title: "New organization" };

export default async function NewOrganizationPage() {
  const { ctx } = await requireUser();
  return (
    <PublicShell model={{ ...(await wayHome()), signInHref: "/sign-in", demo: ctx.env.WEIR_DEMO }} narrow>
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
