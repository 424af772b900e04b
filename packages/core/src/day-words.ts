/** A calendar day, YYYY-MM-DD, as people write it: "3 Nov 2026". What is no day stays as it is. */
export function dayWords(day: string): string {
  return worded(wholeDay, day, day);
}

/** The same where room is scarce: "3 Nov", with the year where it is not this one. */
export function shortDayWords(day: string, today = new Date()): string {
  const isThisYear = day.startsWith(`${today.getUTCFullYear()}-`);
  return isThisYear ? worded(dayOfYear, day, day) : dayWords(day);
}

/** "2026-11" as "November 2026". */
export function monthWords(month: string): string {
  return worded(wholeMonth, month, `${month}-01`);
}

function worded(format: Intl.DateTimeFormat, text: string, day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(at.getTime()) ? text : format.format(at);
}

// Made once: building a format costs more than using it a thousand times.
const wholeDay = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });
const dayOfYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const wholeMonth = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
