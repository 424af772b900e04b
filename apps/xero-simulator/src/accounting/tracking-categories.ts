import { listElements } from "../query/list-elements.ts";
import { flag, refuseUnknownParameters } from "../query/parameters.ts";
import type { QueryFields } from "../query/where.ts";
import type { TrackingCategory } from "../state/books.ts";
import { notImplemented, refuseNotFound } from "../wire/errors.ts";
import type { JsonObject } from "../wire/json.ts";
import { type Endpoint, envelope } from "./accounting-call.ts";

export const trackingCategories: Endpoint = {
  name: "TrackingCategories",
  scope: "settings",
  handle: (call) => {
    const [key, ...deeper] = call.path;
    if (call.method !== "GET" || deeper.length > 0) return notImplemented();
    const categories = call.books.trackingCategories;
    if (key !== undefined) {
      refuseUnknownParameters(call, []);
      const category = categories.find((one) => one.trackingCategoryId === key.toLowerCase());
      if (!category) return refuseNotFound(call.switches.notFoundBody);
      return envelope(call, { TrackingCategories: [categoryOut(category)] });
    }
    refuseUnknownParameters(call, ["where", "order", "includeArchived"]);
    const includesArchived = flag(call, "includeArchived");
    const shown = categories.filter((category) => includesArchived || category.status === "ACTIVE");
    const listed = listElements(call, shown, {
      fields: FIELDS,
      updatedAt: () => call.books.details.createdAt,
      id: (category) => category.name,
    });
    return envelope(call, { TrackingCategories: listed.elements.map(categoryOut) });
  },
};

function categoryOut(category: TrackingCategory): JsonObject {
  return {
    Name: category.name,
    Status: category.status,
    TrackingCategoryID: category.trackingCategoryId,
    Options: category.options.map((option) => ({
      TrackingOptionID: option.trackingOptionId,
      Name: option.name,
      Status: option.status,
      HasValidationErrors: false,
      IsDeleted: false,
      IsArchived: option.status === "ARCHIVED",
      IsActive: option.status === "ACTIVE",
    })),
  };
}

const FIELDS: QueryFields<TrackingCategory> = {
  Name: { kind: "text", get: (one) => one.name },
  Status: { kind: "choice", get: (one) => one.status },
  TrackingCategoryID: { kind: "guid", get: (one) => one.trackingCategoryId },
};
