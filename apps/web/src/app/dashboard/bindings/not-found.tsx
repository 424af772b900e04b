import { Cable } from "lucide-react";
import Link from "next/link";
import { buttonStyle } from "../../../components/button.tsx";
import { Card } from "../../../components/card.tsx";
import { EmptyState } from "../../../components/empty-state.tsx";

export default function NotFound() {
  return (
    <Card>
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        help={null}
        icon={Cable}
        title="There is no such connection"
        action={
          <Link href="/dashboard/bindings" className={buttonStyle({ look: "secondary" })}>
            To the connections
          </Link>
        }
      >
        The store and the organisation were disconnected, the address is mistyped, or they belong to another
        account than the one you are in.
      </EmptyState>
    </Card>
  );
}
