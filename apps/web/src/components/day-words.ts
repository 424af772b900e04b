/** A day of the store's calendar as people say it: "3 Nov", with the year where it is not this one. What is no day is left as it is. */
export function dayWords(day: string, today = new Date()): string {
  const at = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return day;
  const isThisYear = at.getUTCFullYear() === today.getUTCFullYear();
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    ...(isThisYear ? {} : { year: "numeric" }),
    timeZone: "UTC",
  }).format(at);
}

/** "2026-11" as "November 2026". */
export function monthWords(month: string): string {
  const at = new Date(`${month}-01T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return month;
  return new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }).format(at);
}
