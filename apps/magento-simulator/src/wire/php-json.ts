/**
 * JSON as PHP's json_encode writes it: non-ASCII as \uXXXX, and slashes escaped unless told otherwise.
 * The outbox sends slashes as they are, Magento's REST renderer escapes them.
 */
export function phpJson(value: unknown, slashes: "escaped" | "plain"): string {
  const text = JSON.stringify(value).replace(/[\u007f-\uffff]/g, escapeUnit);
  return slashes === "escaped" ? text.replaceAll("/", "\\/") : text;
}

const escapeUnit = (unit: string): string => {
  // DEL is ASCII: PHP leaves it alone.
  if (unit === "\u007f") return unit;
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
};
