import { PageBody } from "@/components/ui/page";
import { Loading, Skeleton } from "@/components/ui/skeleton";

export default function LoadingAlerts() {
  return (
    <Loading label="Loading alerts and limits">
      <PageBody settings>
        <Skeleton className="h-14 w-80 max-w-full" />
        <Skeleton className="h-120 rounded-lg" />
        <Skeleton className="h-56 rounded-lg" />
      </PageBody>
    </Loading>
  );
}
