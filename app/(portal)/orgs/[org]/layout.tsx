import type { ReactNode } from "react";
import { Shell } from "@/components/shell/shell";
import { signOutAction } from "../../../(auth)/actions";
import { requireMembership } from "../../../portal-session";
import { endActingAction } from "./acting-actions";
import { shellModel } from "./shell-model";

interface LayoutProps {
  params: Promise<{ org: string }>;
  children: ReactNode;
}

/** The frame around an organization's pages: switcher, navigation, meters, at most one banner. */
export default async function OrganizationLayout({ params, children }: LayoutProps) {
  const session = await requireMembership((await params).org);
  return (
    <Shell model={await shellModel(session)} signOut={signOutAction} endActing={endActingAction}>
      {children}
    </Shell>
  );
}
