import { refuseUnknownParameters } from "../query/parameters.ts";
import type { BrandingTheme } from "../state/books.ts";
import { instantOut } from "../wire/dates.ts";
import { notImplemented, refuseNotFound } from "../wire/errors.ts";
import type { JsonObject } from "../wire/json.ts";
import { type Endpoint, envelope } from "./accounting-call.ts";

export const brandingThemes: Endpoint = {
  name: "BrandingThemes",
  scope: "settings",
  handle: (call) => {
    const [key, ...deeper] = call.path;
    if (call.method !== "GET" || deeper.length > 0) return notImplemented();
    refuseUnknownParameters(call, []);
    const themes = call.books.brandingThemes;
    if (key === undefined) return envelope(call, { BrandingThemes: themes.map(themeOut) });
    const theme = themes.find((one) => one.brandingThemeId === key.toLowerCase());
    return theme
      ? envelope(call, { BrandingThemes: [themeOut(theme)] })
      : refuseNotFound(call.switches.notFoundBody);
  },
};

function themeOut(theme: BrandingTheme): JsonObject {
  return {
    BrandingThemeID: theme.brandingThemeId,
    Name: theme.name,
    LogoUrl: "",
    Type: "INVOICE",
    SortOrder: theme.sortOrder,
    CreatedDateUTC: instantOut(theme.createdAt),
  };
}
