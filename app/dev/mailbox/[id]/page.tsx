import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { formatDateTime } from "@/components/format";
import { PublicShell } from "@/components/shell/public-shell";
import { Card } from "@/components/ui/card";
import { PageHead } from "@/components/ui/page";
import { SegmentedLinks } from "@/components/ui/segmented";
import { readMailbox } from "@/lib/platform/mail";
import { requireMailbox } from "../mailbox-open";
import { wayHome } from "../../../way-home";

export const metadata: Metadata = { title: "Mail", robots: { index: false } };
export const dynamic = "force-dynamic";

interface PageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** One mail, as it looks or as plain text. */
export default async function MailPage({ params, searchParams }: PageProps) {
  const { db } = await requireMailbox();
  const { id } = await params;
  const mail = await readMailbox(db, id);
  if (!mail) notFound();
  const plain = (await searchParams).view === "text";
  const here = `/dev/mailbox/${id}`;
  return (
    <PublicShell model={{ ...(await wayHome()), signInHref: "/sign-in", demo: true }}>
      <PageHead
        title={mail.subject}
        description={`To ${mail.to}, ${formatDateTime(mail.deliveredAt, "UTC")} UTC. Kind: ${mail.kind}.`}
        actions={
          <SegmentedLinks
            label="View"
            options={[
              { label: "HTML", href: here, current: !plain },
              { label: "Text", href: `${here}?view=text`, current: plain },
            ]}
          />
        }
      />
      <Card flush aria-label="The mail">
        {plain ? (
          <pre tabIndex={0} className="overflow-x-auto p-4 text-sm break-words whitespace-pre-wrap sm:p-6">
            {mail.text}
          </pre>
        ) : (
          // No script and no form of a mail ever runs; its links open beside this page.
          <iframe
            title={mail.subject}
            srcDoc={mail.html}
            sandbox="allow-popups allow-popups-to-escape-sandbox"
            className="h-160 w-full border-0 bg-white"
          />
        )}
      </Card>
    </PublicShell>
  );
}
