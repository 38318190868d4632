"use client";

import Link from "next/link";
import { useState } from "react";
import { Button } from "../../ui/button";
import { Card, CardFoot } from "../../ui/card";
import { Empty } from "../../ui/empty";
import { FailurePage } from "../../ui/failure";
import { PageBody, PageHead } from "../../ui/page";
import { TenantPages } from "../operator-tenant/tenant-pages";
import type { PaymentRow, PaymentsActions, PaymentsModel, ReadyPayments } from "./model";
import { PaymentTable } from "./payment-table";
import { RefundDialog } from "./refund-dialog";

/** What an organization has paid, what went back of it, and the door through which more goes back. */
export function PaymentsScreen({ model, actions }: { model: PaymentsModel; actions: PaymentsActions }) {
  if (model.kind === "ready") return <Ready model={model} actions={actions} />;
  return (
    <FailurePage
      heading="Payments"
      title="The payments could not be read"
      requestId={model.requestId}
      retryHref={model.retryHref}
    >
      Nothing was given back or changed.
    </FailurePage>
  );
}

function Ready({ model, actions }: { model: ReadyPayments; actions: PaymentsActions }) {
  const { organization, rows } = model;
  const [open, setOpen] = useState<PaymentRow | null>(rows.find((row) => row.id === model.open) ?? null);
  return (
    <PageBody>
      <PageHead
        title={`Payments of ${organization.name}`}
        description={
          <>
            <code className="break-all">{organization.id}</code>. Dates in UTC.
          </>
        }
        actions={<TenantPages id={organization.id} current="Payments" />}
      />
      <Card flush aria-label="Payments">
        {rows.length === 0 ? (
          <Empty>Nothing was paid yet. The first payment appears with the first charge.</Empty>
        ) : (
          <PaymentTable rows={rows} mayRefund={model.mayRefund} onRefund={setOpen} />
        )}
        {model.nextHref || model.firstHref ? (
          <CardFoot flush className="justify-between">
            {model.firstHref ? (
              <Button asChild size="sm">
                <Link href={model.firstHref}>First page</Link>
              </Button>
            ) : (
              <span />
            )}
            {model.nextHref ? (
              <Button asChild size="sm">
                <Link href={model.nextHref}>Next page</Link>
              </Button>
            ) : null}
          </CardFoot>
        ) : null}
      </Card>
      <RefundDialog row={open} refund={actions.refund} onClose={() => setOpen(null)} />
    </PageBody>
  );
}
