import type { Metadata } from "next";
import Link from "next/link";
import { EntryFrame } from "../../components/entry-frame.tsx";

export const metadata: Metadata = { title: "Closed" };

export default function ClosedPage() {
  return (
    <EntryFrame
      title="The account is closed"
      description="Syncing has stopped, Xero and the stores are disconnected, and your customers' names and addresses are gone from here."
      below={
        <>
          Coming back one day?{" "}
          <Link href="/sign-up" className="font-medium text-brand underline-offset-4 hover:underline">
            Create an account
          </Link>
        </>
      }
    >
      <p className="text-sm leading-relaxed text-pretty text-muted">
        Everything that is in Xero stays there. Thank you for having been here.
      </p>
    </EntryFrame>
  );
}
