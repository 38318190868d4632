import { Card } from "../../ui/card";
import { PageBody, PageHead } from "../../ui/page";
import { Loading, Skeleton } from "../../ui/skeleton";

const FACTS = ["resets", "projected", "counted"];
/** Heights of the bars in percent: five days of work and two of rest, so that the place looks like what comes. */
const BARS = Array.from({ length: 30 }, (_, index) => (index % 7 < 2 ? 28 : 68 + ((index * 7) % 12)));

/** The usage page's boxes at their final height. */
export function UsageSkeleton() {
  return (
    <PageBody>
      <PageHead
        title="Usage"
        description={<span aria-hidden className="skeleton inline-block h-4 w-72 max-w-full align-middle" />}
      />
      <Loading label="Loading usage" className="grid gap-4 sm:gap-6">
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2 xl:grid-cols-3 max-xl:sm:[&>:last-child]:col-span-2">
          {["first", "second", "third"].map((name) => (
            <AllowanceSkeleton key={name} />
          ))}
        </div>
        <ChartSkeleton />
      </Loading>
    </PageBody>
  );
}

function AllowanceSkeleton() {
  return (
    <Card aria-hidden className="grid content-start gap-4">
      <div className="flex justify-between gap-4">
        <Skeleton className="h-6 w-24" />
        <Skeleton className="h-6 w-22" />
      </div>
      <div>
        <Skeleton className="h-9 w-36" />
        <Skeleton className="mt-1 h-4 w-28" />
        <Skeleton className="mt-3 mb-1 h-3" />
      </div>
      <Skeleton className="h-10" />
      <div className="grid gap-2">
        {FACTS.map((fact) => (
          <div key={fact} className="flex justify-between gap-4">
            <Skeleton className="h-5 w-22" />
            <Skeleton className="h-5 w-32" />
          </div>
        ))}
      </div>
    </Card>
  );
}

function ChartSkeleton() {
  return (
    <Card aria-hidden>
      <div className="flex justify-between gap-4">
        <div className="grid gap-2">
          <Skeleton className="h-5 w-36" />
          <Skeleton className="h-4 w-56" />
        </div>
        <Skeleton className="h-9 w-62 max-sm:hidden" />
      </div>
      <div className="mt-4 flex h-[216px] items-end gap-1 sm:h-[248px]">
        {BARS.map((height, index) => (
          <div key={index} className="skeleton min-w-0 flex-1" style={{ height: `${height}%` }} />
        ))}
      </div>
      <Skeleton className="mt-3 h-4 w-64 max-w-full" />
      <div className="-mx-4 mt-4 -mb-4 flex justify-between border-t px-4 py-3 sm:-mx-6 sm:mt-6 sm:-mb-6 sm:px-6">
        <Skeleton className="h-4 w-24" />
        <Skeleton className="h-8 w-30" />
      </div>
    </Card>
  );
}
