import { CircleCheck, CreditCard, RotateCw } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { formatDate, formatMoney } from "../../format";
import { Button } from "../../ui/button";
import { Card, CardFoot, CardHead } from "../../ui/card";
import { ErrorState } from "../../ui/error-state";
import { Loading, Skeleton } from "../../ui/skeleton";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "../../ui/table";
import { everyInterval } from "../billing/words";
import type { ChargePreview, PreviewLine, ReadyChange } from "./model";

interface PaymentCardProps {
  model: ReadyChange;
  /** The one button, or what stands in its place while it cannot be pressed. */
  confirm: ReactNode;
}

/** What the change costs, line by line, as the payment provider works it out. */
export function PaymentCard({ model, confirm }: PaymentCardProps) {
  const { preview, paymentMethod } = model;
  return (
    <Card aria-label="What you pay">
      <CardHead title="What you pay" aside={<PreviewAge preview={preview} />} />
      <PreviewBody model={model} />
      <CardFoot className="sm:py-4">
        {paymentMethod ? (
          <span className="flex items-center gap-2">
            <CreditCard aria-hidden className="size-4" />
            <span>
              <span className="capitalize">{paymentMethod.brand}</span> ending {paymentMethod.last4}
            </span>
          </span>
        ) : (
          <span>No card on file; the next step asks for one.</span>
        )}
        <span className="flex-1" />
        <span className="flex flex-wrap gap-2 max-sm:w-full max-sm:[&>*]:flex-auto">
          <Button asChild>
            <Link href={model.backHref}>Back</Link>
          </Button>
          {confirm}
        </span>
      </CardFoot>
    </Card>
  );
}

function PreviewAge({ preview }: { preview: ChargePreview }) {
  if (preview.kind !== "ready") return null;
  return (
    <span className="flex items-center gap-2 pt-1 text-xs text-muted-foreground num">
      <CircleCheck aria-hidden className="size-3" />
      Preview from Stripe, {preview.ageSeconds} s old
    </span>
  );
}

function PreviewBody({ model }: { model: ReadyChange }) {
  const { preview } = model;
  switch (preview.kind) {
    case "loading":
      return <PreviewSkeleton />;
    case "failed":
      return (
        <ErrorState
          className="mt-4"
          title="The sum could not be worked out"
          requestId={preview.requestId}
          action={
            <Button asChild>
              <a href={preview.retryHref}>
                <RotateCw aria-hidden />
                Try again
              </a>
            </Button>
          }
        >
          Stripe did not answer in time. Nothing was charged or changed, and nothing can be until the sum is known.
        </ErrorState>
      );
    case "ready":
      return <PreviewTable model={model} preview={preview} />;
  }
}

const BARE = "first:pl-0 last:pr-0 sm:first:pl-0 sm:last:pr-0";

function PreviewTable({ model, preview }: { model: ReadyChange; preview: Extract<ChargePreview, { kind: "ready" }> }) {
  const { then } = preview;
  return (
    <>
      {preview.lines.length > 0 ? (
        <Table className="mt-2">
          <caption className="sr-only">Proration preview</caption>
          <TableHead>
            <tr>
              <ColumnHead className={BARE}>Line</ColumnHead>
              <ColumnHead className="max-sm:hidden">Period</ColumnHead>
              <ColumnHead numeric className={BARE}>
                Amount
              </ColumnHead>
            </tr>
          </TableHead>
          <TableBody>
            {preview.lines.map((line) => (
              <PreviewRow key={`${line.title} ${line.period}`} line={line} />
            ))}
          </TableBody>
          <tfoot>
            <tr className="border-t text-base font-semibold">
              <th scope="row" className="h-row text-left font-semibold">
                Due now
              </th>
              <td className="max-sm:hidden" />
              <td className="text-right num">{formatMoney(preview.dueNow)}</td>
            </tr>
          </tfoot>
        </Table>
      ) : (
        <p className="mt-3 text-base font-semibold">Nothing due today</p>
      )}
      <p className="mt-2 text-muted-foreground num">
        Then{" "}
        <span className="font-medium text-foreground">
          {formatMoney(then.amount)} on {formatDate(then.at, model.timeZone)}
        </span>{" "}
        and {everyInterval(model.next.interval).replace("a ", "every ")} after
        {then.plusOverage ? ", plus what is used beyond the allowance" : ""}.
      </p>
    </>
  );
}

function PreviewRow({ line }: { line: PreviewLine }) {
  return (
    <TableRow>
      <RowHead className={BARE}>
        {line.title}
        <CellSub className="sm:hidden">{line.period}</CellSub>
      </RowHead>
      <Cell className="text-muted-foreground num max-sm:hidden">{line.period}</Cell>
      <Cell numeric className={BARE}>
        {formatMoney(line.amount)}
      </Cell>
    </TableRow>
  );
}

/** As high as three lines, the sum and the sentence below it. */
function PreviewSkeleton() {
  return (
    <Loading label="Working out the sum" className="mt-2 grid gap-3">
      <Skeleton className="h-6" />
      <Skeleton className="h-8" />
      <Skeleton className="h-8" />
      <Skeleton className="h-8" />
      <Skeleton className="h-11" />
      <Skeleton className="h-5 w-3/4" />
    </Loading>
  );
}
