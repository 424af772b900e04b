import { readdirSync } from "node:fs";
import path from "node:path";
import { helpPages } from "../../apps/web/src/help/help-pages.ts";

/** What the addresses of one merchant's pages are made of. */
export type Facts = {
  bindingId: string;
  documentId: string;
  storeId: string;
  /** What an operator looks at; left out: the pages of operators are. */
  tenantId?: string;
};

export type PageAddress = { route: string; path: string; isPrivate: boolean };

const app = path.resolve(import.meta.dirname, "../../apps/web/src/app");

/** Every page of the dashboard, from its folder, so that a new one cannot be forgotten. Throws where nobody has said how to get to one. */
export function listPages(facts: Facts): PageAddress[] {
  const shown = routes().filter((route) => facts.tenantId || !route.startsWith("/operator"));
  return shown.flatMap((route) =>
    pathsOf(route, facts).map((each) => ({
      route,
      path: each,
      isPrivate: /^\/(dashboard|operator)(\/|$)/.test(each),
    })),
  );
}

function routes(): string[] {
  return readdirSync(app, { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "page.tsx")
    .map(
      (file) => `/${path.dirname(file).split(path.sep).join("/")}`.replace(/\/\([^)]+\)|\/\.$/g, "") || "/",
    )
    .sort();
}

function pathsOf(route: string, facts: Facts): string[] {
  if (!route.includes("[")) return [route];
  // A link with a token shows what it says of one that is not good.
  if (route.includes("[token]")) return [route.replace("[token]", "not-a-token")];
  const known = dynamicRoutes.find(({ of }) => route === of || route.startsWith(`${of}/`));
  if (!known) throw new Error(`How does one get to ${route}? Say so in scripts/screens/list-pages.ts.`);
  return known.values(facts).map((value) => route.replace(/\[[^\]]+\]/, value));
}

const dynamicRoutes: { of: string; values: (facts: Facts) => string[] }[] = [
  { of: "/dashboard/bindings/[id]", values: ({ bindingId }) => [bindingId] },
  { of: "/dashboard/documents/[id]", values: ({ documentId }) => [documentId] },
  { of: "/operator/tenants/[id]", values: ({ tenantId }) => (tenantId ? [tenantId] : []) },
  { of: "/embed/[tenant]", values: ({ storeId }) => [storeId] },
  {
    of: "/help/[page]",
    values: () => helpPages.map(({ slug }) => slug).filter((slug) => slug !== "reasons"),
  },
];
