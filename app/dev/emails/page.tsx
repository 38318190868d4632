import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PublicShell } from "@/components/shell/public-shell";
import { PageHead } from "@/components/ui/page";
import { galleryOpen } from "../states/gallery-open";
import { MailPreview } from "./mail-preview";
import { wayHome } from "../../way-home";

export const metadata: Metadata = { title: "Mails", robots: { index: false } };
export const dynamic = "force-dynamic";

/** Every mail there is, in the cases that read differently, on an invented organization. */
export default async function EmailsPage() {
  if (!galleryOpen()) notFound();
  return (
    <PublicShell model={{ ...(await wayHome()), signInHref: "/sign-in", demo: true }}>
      <PageHead title="Mails" description="What each mail says, as it looks and as plain text." />
      <MailPreview />
    </PublicShell>
  );
}
