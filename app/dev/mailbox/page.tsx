import type { Metadata } from "next";
import Link from "next/link";
import { RefreshEvery } from "@/components/screens/usage/refresh-every";
import { PublicShell } from "@/components/shell/public-shell";
import { formatDateTime } from "@/components/format";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { PageHead } from "@/components/ui/page";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { listMailbox } from "@/lib/platform/mail";
import { requireMailbox } from "./mailbox-open";
import { wayHome } from "../../way-home";

export const metadata: Metadata = { title: "Mailbox", robots: { index: false } };
export const dynamic = "force-dynamic";

const MOST_SHOWN = 100;
const REFRESH_SECONDS = 5;

/** Every mail that this development or demonstration would have sent, the last first. */
export default async function MailboxPage() {
  const { db } = await requireMailbox();
  const mails = await listMailbox(db, MOST_SHOWN);
  return (
    <PublicShell model={{ ...(await wayHome()), signInHref: "/sign-in", demo: true }}>
      <PageHead
        title="Mailbox"
        description="No mail server is configured (mail: mailbox), so mail lands here and goes nowhere. Times in UTC."
      />
      <RefreshEvery seconds={REFRESH_SECONDS} />
      <Card flush aria-label="Mails">
        {mails.length === 0 ? (
          <Empty>No mail yet. One comes when an allowance passes a threshold, or when somebody sends a test.</Empty>
        ) : (
          <Table>
            <TableHead>
              <TableRow>
                <ColumnHead>Subject</ColumnHead>
                <ColumnHead className="max-sm:hidden">To</ColumnHead>
                <ColumnHead className="max-sm:hidden">Delivered</ColumnHead>
              </TableRow>
            </TableHead>
            <TableBody>
              {mails.map((mail) => (
                <TableRow key={mail.id}>
                  <RowHead>
                    <Link href={`/dev/mailbox/${mail.id}`} prefetch={false} className="link">
                      {mail.subject}
                    </Link>
                    <CellSub className="break-all sm:hidden">{mail.to}</CellSub>
                  </RowHead>
                  <Cell className="break-all max-sm:hidden">{mail.to}</Cell>
                  <Cell className="text-muted-foreground num max-sm:hidden">
                    {formatDateTime(mail.deliveredAt, "UTC")}
                  </Cell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        )}
      </Card>
    </PublicShell>
  );
}
