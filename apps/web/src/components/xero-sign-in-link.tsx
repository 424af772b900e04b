import { buttonStyle } from "./button.tsx";

/** Not a router link: nothing of it may be fetched ahead. */
export function XeroSignInLink({
  callbackUrl,
  label = "Sign in with Xero",
}: {
  callbackUrl: string;
  label?: string;
}) {
  return (
    <div className="space-y-4">
      <p className="flex items-center gap-3 text-xs text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or
      </p>
      <a
        href={`/api/xero/sign-in?${new URLSearchParams({ callbackUrl })}`}
        className={buttonStyle({ look: "secondary", size: "large", className: "w-full" })}
      >
        {label}
      </a>
    </div>
  );
}
