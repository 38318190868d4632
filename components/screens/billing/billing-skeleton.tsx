import { Card } from "../../ui/card";
import { PageBody, PageHead } from "../../ui/page";
import { Loading, Skeleton } from "../../ui/skeleton";

const LINES = ["plan", "overage", "discount", "subtotal", "tax"];
const INVOICES = ["first", "second", "third", "fourth", "fifth"];

/** The billing page's boxes at their final height. */
export function BillingSkeleton() {
  return (
    <PageBody>
      <PageHead
        title="Billing"
        description={<span aria-hidden className="skeleton inline-block h-4 w-64 max-w-full align-middle" />}
      />
      <Loading label="Loading billing" className="grid gap-4 sm:gap-6">
        <div className="grid gap-4 lg:grid-cols-[minmax(0,5fr)_minmax(0,3fr)]">
          <ChargeSkeleton />
          <div className="grid content-start gap-4">
            <PlanSkeleton />
            <MethodSkeleton />
          </div>
        </div>
        <InvoicesSkeleton />
      </Loading>
    </PageBody>
  );
}

function ChargeSkeleton() {
  return (
    <Card aria-hidden>
      <div className="flex justify-between gap-4">
        <div className="grid gap-2">
          <Skeleton className="h-6 w-28" />
          <Skeleton className="h-4 w-48 max-w-full" />
        </div>
        <div className="grid justify-items-end gap-2">
          <Skeleton className="h-9 w-32" />
          <Skeleton className="h-4 w-24" />
        </div>
      </div>
      <div className="mt-4 grid gap-4">
        {LINES.map((line) => (
          <div key={line} className="flex justify-between gap-4">
            <Skeleton className="h-9 w-44" />
            <Skeleton className="h-5 w-16" />
          </div>
        ))}
      </div>
      <Skeleton className="mt-4 h-10" />
      <Skeleton className="mt-6 h-16" />
    </Card>
  );
}

function PlanSkeleton() {
  return (
    <Card aria-hidden className="grid content-start gap-4">
      <div className="flex justify-between gap-4">
        <Skeleton className="h-6 w-24" />
        <Skeleton className="h-6 w-18" />
      </div>
      <Skeleton className="h-8 w-36" />
      <Skeleton className="h-5" />
      <Skeleton className="h-18" />
      <Skeleton className="h-9 w-56 max-w-full" />
    </Card>
  );
}

function MethodSkeleton() {
  return (
    <Card aria-hidden className="grid content-start gap-3">
      <Skeleton className="h-8 w-40" />
      <Skeleton className="h-10" />
      <Skeleton className="h-12" />
    </Card>
  );
}

function InvoicesSkeleton() {
  return (
    <Card aria-hidden className="grid gap-5">
      <Skeleton className="h-6 w-24" />
      {INVOICES.map((row) => (
        <Skeleton key={row} className="h-6" />
      ))}
    </Card>
  );
}
