import type { Fix } from "@counterfoil/core/reasons";

/** Where a fix is made that is not made on the document's own page; null where it is. */
export function fixAddress(fix: Fix, input: { bindingId: string; inXero: string | null }): string | null {
  switch (fix.at) {
    case "tax_map":
    case "accounts":
    case "payments":
    case "customers":
    case "numbers":
    case "dates":
      return `/dashboard/bindings/${input.bindingId}/settings#${fix.at}`;
    case "sync":
      return `/dashboard/bindings/${input.bindingId}`;
    case "bindings":
      return "/dashboard/bindings";
    case "connection":
      return "/dashboard/connect-xero";
    case "store":
      return "/dashboard/connect-magento";
    case "plan":
      return "/dashboard/plan";
    case "xero":
      return input.inXero;
    case "document":
      return null;
    default:
      return fix.at satisfies never;
  }
}
