import { PageSkeleton } from "../../../components/page-skeleton.tsx";

export default function PlanLoading() {
  return <PageSkeleton rows={[3, 4]} />;
}
