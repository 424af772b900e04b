import type { LedgerOrganisation } from "./reference.ts";

/** The calendar day (YYYY-MM-DD) that an instant (UTC, ISO) falls on in the store's zone (IANA). */
export function accountingDay(instant: string | Date, timeZone: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) throw new RangeError(`not an instant: ${String(instant)}`);
  const parts = dayFormat(timeZone).formatToParts(date);
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? "";
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`;
}

/** Calendar arithmetic on YYYY-MM-DD; no zone is involved. */
export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** The later of the two lock dates, or null. A date on or before it is locked. */
export function lockDate(organisation: LockDates): string | null {
  const dates = [organisation.periodLockDate, organisation.endOfYearLockDate].filter((day) => day !== null);
  return dates.sort().at(-1) ?? null;
}

/** A date on the lock date itself is locked too. */
export function isLocked(day: string, organisation: LockDates): boolean {
  const lock = lockDate(organisation);
  return lock !== null && day <= lock;
}

/** The day after the lock, or `day` itself where nothing locks it. */
export function firstOpenDay(day: string, organisation: LockDates): string {
  const lock = lockDate(organisation);
  return lock !== null && day <= lock ? addDays(lock, 1) : day;
}

/** The IANA zone for Xero's name of a zone (Windows' names in capitals without blanks); null when we do not know it. */
export function zoneOfXero(timezone: string | null): string | null {
  if (timezone === null) return null;
  return zones[timezone.toUpperCase().replace(/[^A-Z0-9]/g, "")] ?? null;
}

type LockDates = Pick<LedgerOrganisation, "periodLockDate" | "endOfYearLockDate">;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Building a format costs more than using it a thousand times. */
function dayFormat(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
    formats.set(timeZone, format);
  }
  return format;
}

const zones: Readonly<Record<string, string>> = {
  UTC: "UTC",
  GMTSTANDARDTIME: "Europe/London",
  GREENWICHSTANDARDTIME: "Atlantic/Reykjavik",
  WEUROPESTANDARDTIME: "Europe/Berlin",
  CENTRALEUROPESTANDARDTIME: "Europe/Budapest",
  CENTRALEUROPEANSTANDARDTIME: "Europe/Warsaw",
  ROMANCESTANDARDTIME: "Europe/Paris",
  FLESTANDARDTIME: "Europe/Kyiv",
  GTBSTANDARDTIME: "Europe/Bucharest",
  EEUROPESTANDARDTIME: "Europe/Chisinau",
  RUSSIANSTANDARDTIME: "Europe/Moscow",
  TURKEYSTANDARDTIME: "Europe/Istanbul",
  ISRAELSTANDARDTIME: "Asia/Jerusalem",
  EGYPTSTANDARDTIME: "Africa/Cairo",
  MOROCCOSTANDARDTIME: "Africa/Casablanca",
  SOUTHAFRICASTANDARDTIME: "Africa/Johannesburg",
  WCENTRALAFRICASTANDARDTIME: "Africa/Lagos",
  EAFRICASTANDARDTIME: "Africa/Nairobi",
  ARABSTANDARDTIME: "Asia/Riyadh",
  ARABIANSTANDARDTIME: "Asia/Dubai",
  PAKISTANSTANDARDTIME: "Asia/Karachi",
  INDIASTANDARDTIME: "Asia/Kolkata",
  SRILANKASTANDARDTIME: "Asia/Colombo",
  BANGLADESHSTANDARDTIME: "Asia/Dhaka",
  SEASIASTANDARDTIME: "Asia/Bangkok",
  SINGAPORESTANDARDTIME: "Asia/Singapore",
  CHINASTANDARDTIME: "Asia/Shanghai",
  TAIPEISTANDARDTIME: "Asia/Taipei",
  TOKYOSTANDARDTIME: "Asia/Tokyo",
  KOREASTANDARDTIME: "Asia/Seoul",
  WAUSTRALIASTANDARDTIME: "Australia/Perth",
  CENAUSTRALIASTANDARDTIME: "Australia/Adelaide",
  AUSCENTRALSTANDARDTIME: "Australia/Darwin",
  EAUSTRALIASTANDARDTIME: "Australia/Brisbane",
  AUSEASTERNSTANDARDTIME: "Australia/Sydney",
  TASMANIASTANDARDTIME: "Australia/Hobart",
  NEWZEALANDSTANDARDTIME: "Pacific/Auckland",
  FIJISTANDARDTIME: "Pacific/Fiji",
  TONGASTANDARDTIME: "Pacific/Tongatapu",
  SAMOASTANDARDTIME: "Pacific/Apia",
  HAWAIIANSTANDARDTIME: "Pacific/Honolulu",
  ALASKANSTANDARDTIME: "America/Anchorage",
  PACIFICSTANDARDTIME: "America/Los_Angeles",
  MOUNTAINSTANDARDTIME: "America/Denver",
  USMOUNTAINSTANDARDTIME: "America/Phoenix",
  CENTRALSTANDARDTIME: "America/Chicago",
  CANADACENTRALSTANDARDTIME: "America/Regina",
  CENTRALSTANDARDTIMEMEXICO: "America/Mexico_City",
  EASTERNSTANDARDTIME: "America/New_York",
  USEASTERNSTANDARDTIME: "America/Indianapolis",
  ATLANTICSTANDARDTIME: "America/Halifax",
  NEWFOUNDLANDSTANDARDTIME: "America/St_Johns",
  SAPACIFICSTANDARDTIME: "America/Bogota",
  ESOUTHAMERICASTANDARDTIME: "America/Sao_Paulo",
  ARGENTINASTANDARDTIME: "America/Argentina/Buenos_Aires",
};
