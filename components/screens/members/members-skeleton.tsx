import { PageBody } from "@/components/ui/page";
import { Loading, Skeleton } from "@/components/ui/skeleton";

/** The page at its final heights, before its rows are there. */
export function MembersSkeleton() {
  return (
    <Loading label="Loading the members">
      <PageBody>
        <div className="grid gap-1">
          <Skeleton className="h-8 w-40" />
          <Skeleton className="h-5 w-80 max-w-full" />
        </div>
        <div className="grid gap-4 sm:gap-6 lg:grid-cols-[5fr_3fr]">
          <Skeleton className="h-64 rounded-lg" />
          <Skeleton className="h-64 rounded-lg" />
        </div>
        <Skeleton className="h-80 rounded-lg" />
      </PageBody>
    </Loading>
  );
}
