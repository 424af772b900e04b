import Link from "next/link";
import { buttonStyle } from "../components/button.tsx";
import { Logo } from "../components/logo.tsx";

export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-center justify-center gap-6 px-6 text-center">
      <Logo />
      <div className="space-y-2">
        <h1 className="text-xl font-semibold tracking-tight">There is nothing here</h1>
        <p className="text-sm text-muted">
          The address may be mistyped, or what it led to belongs to another account than the one you are in.
        </p>
      </div>
      <Link href="/dashboard" className={buttonStyle()}>
        To the dashboard
      </Link>
    </main>
  );
}
