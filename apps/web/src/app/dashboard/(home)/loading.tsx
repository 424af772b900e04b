import { Card } from "../../../components/card.tsx";
import { Skeleton, SkeletonHeader, SkeletonRows } from "../../../components/skeleton.tsx";

/** Shaped like Home: the months, what needs somebody, the charts. */
export default function HomeLoading() {
  return (
    <div role="status" aria-label="Loading" className="space-y-6">
      <SkeletonHeader />
      <SkeletonRows rows={3} />
      <SkeletonRows rows={2} hasTitle />
      <Card className="grid gap-6 p-6 md:grid-cols-2">
        <Skeleton className="h-36" />
        <Skeleton className="h-36" />
      </Card>
    </div>
  );
}
