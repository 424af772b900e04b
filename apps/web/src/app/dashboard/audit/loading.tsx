import { PageSkeleton } from "../../../components/page-skeleton.tsx";

export default function AuditLoading() {
  return <PageSkeleton rows={[10]} />;
}
