import { FileQuestion } from "lucide-react";
import Link from "next/link";
import { buttonStyle } from "../../../components/button.tsx";
import { Card } from "../../../components/card.tsx";
import { EmptyState } from "../../../components/empty-state.tsx";

export default function NotFound() {
  return (
    <Card>
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        help="storeSilent"
        icon={FileQuestion}
        title="There is no such document"
        action={
          <Link href="/dashboard/sync" className={buttonStyle({ look: "secondary" })}>
            To the sync history
          </Link>
        }
      >
        The address may be mistyped, or the document belongs to another account than the one you are in.
      </EmptyState>
    </Card>
  );
}
