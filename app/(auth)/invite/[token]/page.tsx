import type { Metadata } from "next";
import { PublicShell } from "@/components/shell/public-shell";
import { visitorContext } from "../../../portal-session";
import { wayHome } from "../../../way-home";
import { inviteModel } from "./invite-model";
import { InviteForm } from "./invite-form";

export const metadata: Metadata = { title: "Invitation", robots: { index: false } };
export const dynamic = "force-dynamic";

interface PageProps {
  params: Promise<{ token: string }>;
}

/** What a link invites to. It only looks: joining is a press of a button. */
export default async function InvitePage({ params }: PageProps) {
  const { token } = await params;
  const { env } = await visitorContext();
  return (
    <PublicShell
      model={{ ...(await wayHome()), signInHref: `/sign-in?next=/invite/${token}`, demo: env.WEIR_DEMO }}
      narrow
    >
      <InviteForm token={token} model={await inviteModel(token)} />
    </PublicShell>
  );
}
