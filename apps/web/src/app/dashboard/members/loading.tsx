import { PageSkeleton } from "../../../components/page-skeleton.tsx";

export default function MembersLoading() {
  return <PageSkeleton rows={[3, 4]} />;
}
