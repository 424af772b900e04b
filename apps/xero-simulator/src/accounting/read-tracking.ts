import type { Books, DocumentLine } from "../state/books.ts";
import type { Fields } from "../wire/fields.ts";

type Tracking = DocumentLine["tracking"];

/** The categories a line names, by name or id; at most two. Texts are UNVERIFIED. */
export function readTracking(
  books: Books,
  line: Fields,
  existing: Tracking,
): { tracking: Tracking; errors: string[] } {
  const sent = line.list("Tracking");
  if (!sent) return { tracking: existing, errors: [] };
  const errors: string[] = [];
  if (sent.length > 2) errors.push("A line item can have a maximum of 2 tracking categories.");
  const tracking = sent.flatMap((fields) => {
    const categoryId = fields.guid("TrackingCategoryID");
    const optionId = fields.guid("TrackingOptionID");
    const name = fields.text("Name") ?? "";
    const option = fields.text("Option") ?? "";
    const category = books.trackingCategories.find((one) =>
      categoryId === undefined ? same(one.name, name) : one.trackingCategoryId === categoryId,
    );
    const choice = category?.options.find((one) =>
      optionId === undefined ? same(one.name, option) : one.trackingOptionId === optionId,
    );
    if (!category || !choice || category.status !== "ACTIVE" || choice.status !== "ACTIVE") {
      errors.push(`The Tracking category '${name}' with option '${option}' could not be found.`);
      return [];
    }
    return [
      {
        trackingCategoryId: category.trackingCategoryId,
        trackingOptionId: choice.trackingOptionId,
        name: category.name,
        option: choice.name,
      },
    ];
  });
  return { tracking, errors };
}

function same(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
