import { Skeleton, SkeletonHeader, SkeletonRows } from "../../../../components/skeleton.tsx";

export default function BindingsLoading() {
  return (
    <div role="status" aria-label="Loading" className="space-y-6">
      <Skeleton className="h-10 w-80 max-w-full" />
      <SkeletonHeader />
      <SkeletonRows rows={2} />
    </div>
  );
}
