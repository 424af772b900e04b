const CALENDAR_DAY =
  /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const MICROSOFT_DATE = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/;

/** `/Date(ms+0000)/` for a calendar day at 00:00 UTC. */
export function dayOut(day: string): string {
  return `/Date(${Date.parse(`${day}T00:00:00Z`)}+0000)/`;
}

export function dayString(day: string): string {
  return `${day}T00:00:00`;
}

export function instantOut(atMs: number): string {
  return `/Date(${atMs}+0000)/`;
}

/** The form of DateTimeUTC in envelopes: no offset. */
export function envelopeInstant(atMs: number): string {
  return `/Date(${atMs})/`;
}

/** `2019-03-12T23:10:38Z`: whole seconds. */
export function instantString(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}

/** Connection dates: seven decimals and no Z, in UTC. */
export function connectionInstant(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 23)}0000`;
}

/** A day from `YYYY-MM-DD`, ISO or `/Date()/`; null for anything else, impossible days included. */
export function readDay(text: string): string | null {
  const microsoft = MICROSOFT_DATE.exec(text);
  if (microsoft) return dayOfInstant(Number(microsoft[1]));
  const iso = CALENDAR_DAY.exec(text);
  if (!iso) return null;
  const day = text.slice(0, 10);
  const atMidnight = Date.parse(`${day}T00:00:00Z`);
  // A .NET date knows the years 1 to 9999.
  if (day < "0001" || Number.isNaN(atMidnight) || new Date(atMidnight).toISOString().slice(0, 10) !== day)
    return null;
  const offset = iso[8];
  if (iso[4] === undefined) return day;
  const instant = Date.parse(
    offset === undefined ? `${text}Z` : text.replace(/([+-]\d{2})(\d{2})$/, "$1:$2"),
  );
  return Number.isNaN(instant) ? null : dayOfInstant(instant);
}

/** Null beyond the year 9999. */
export function addDays(day: string, days: number): string | null {
  return dayOfInstant(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000);
}

/** A day of the month `months` later, its last day where it has fewer days; null beyond the year 9999. */
export function dayInMonth(day: string, months: number, dayOfMonth: number): string | null {
  const date = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months + 1, 0);
  date.setUTCDate(Math.min(dayOfMonth, date.getUTCDate()));
  return dayOfInstant(date.getTime());
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The calendar day it is in a time zone. */
export function todayIn(ianaTimezone: string, atMs: number): string {
  let formatter = formatters.get(ianaTimezone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-CA", {
      timeZone: ianaTimezone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
    formatters.set(ianaTimezone, formatter);
  }
  return formatter.format(atMs);
}

function dayOfInstant(atMs: number): string | null {
  const date = new Date(atMs);
  if (Number.isNaN(date.getTime())) return null;
  const text = date.toISOString();
  return text.length === 24 && text >= "0001" ? text.slice(0, 10) : null;
}
