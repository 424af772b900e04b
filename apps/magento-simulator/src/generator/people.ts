import type { CanonicalAddress, CanonicalContact } from "./canonical-document.ts";
import { createRandom, type Random } from "./random.ts";

export interface Person {
  /** 0 for a guest. */
  customerId: number;
  firstName: string;
  lastName: string;
  email: string;
  company: string | null;
  phone: string | null;
  websiteId: number;
  groupId: number | null;
  /** What the customer saved in the profile; empty for guests and for those who never saved one. */
  hasSavedAddresses: boolean;
  billing: Omit<CanonicalAddress, "kind">;
  shipping: Omit<CanonicalAddress, "kind">;
  registeredAt: string;
}

export type Market = "uk" | "eu" | "jp" | "world";

const CUSTOMERS_PER_MARKET = { uk: 18, trade: 10, eu: 5, jp: 3, world: 4 } as const;
export type CustomerPool = keyof typeof CUSTOMERS_PER_MARKET;
const POOL_BASE: Record<CustomerPool, number> = { uk: 1, trade: 101, eu: 201, jp: 301, world: 401 };

const NAMES: Record<Market, readonly (readonly [string, string])[]> = {
  uk: [
    ["Harriet", "Okonkwo"],
    ["Tom", "Pemberton"],
    ["Siân", "Llewellyn"],
    ["Aoife", "Ní Bhriain"],
    ["Priya", "Raman"],
    ["Callum", "McAllister"],
    ["Zoë", "Featherstone-Hughes"],
    ["Oluwaseun", "Adéyẹmí"],
    ["Grace", "O’Connor"],
    ["Łukasz", "Wójcik"],
    ["Megan", "Price"],
    ["Ibrahim", "Yılmaz"],
    ["Eleanor", "Shaw"],
    ["Jack", "Whitfield"],
    ["Nadia", "Rahman"],
    ["Rhys", "Gwyn"],
    ["Beatrice", "Holloway"],
    ["Dmitri", "Volkov"],
    ["Mia", "Clarke"],
  ],
  eu: [
    ["Jürgen", "Großmann"],
    ["Chloé", "Lefèvre"],
    ["Søren", "Kjærgaard"],
    ["Inés", "Núñez Peña"],
    ["Jiří", "Dvořák"],
    ["Αλέξανδρος", "Παπαδόπουλος"],
  ],
  jp: [
    ["由美子", "佐藤"],
    ["健一", "鈴木"],
    ["さくら", "高橋"],
  ],
  world: [
    ["Emma", "Johnson"],
    ["Liam", "Nguyễn"],
    ["Noah", "Smith"],
    ["Olivia", "Tremblay"],
  ],
};

const COMPANIES = [
  "Hartwell & Sons Ltd",
  "Bluebird Cafés (UK) Limited",
  "Ó Briain Interiors",
  "The Corner Pantry LLP",
  "Ashdown Hotels Group plc",
  "Müller & Frey Trading Ltd",
  "Studio Nørr Ltd",
  "Castle Street Dental Practice",
  "Kestrel Events Limited",
  "Oak\u00a0&\u00a0Ivy Florists",
];

const PLACES: Record<Market, readonly (readonly [string, string | null, string, string])[]> = {
  uk: [
    ["Bristol", null, "BS1 4ST", "GB"],
    ["Leeds", "West Yorkshire", "LS2 7EW", "GB"],
    ["Cardiff", null, "CF10 1EP", "GB"],
    ["Edinburgh", "Midlothian", "EH1 1YZ", "GB"],
    ["Norwich", "Norfolk", "NR2 1TF", "GB"],
    ["London", null, "E8 3RH", "GB"],
  ],
  eu: [
    ["München", "Bayern", "80331", "DE"],
    ["Lyon", "Rhône", "69002", "FR"],
    ["København", null, "1055", "DK"],
    ["Málaga", "Málaga", "29015", "ES"],
    ["Praha", null, "110 00", "CZ"],
  ],
  jp: [
    ["京都市", "京都府", "604-8005", "JP"],
    ["横浜市", "神奈川県", "220-0012", "JP"],
  ],
  world: [
    ["Portland", "Oregon", "97205", "US"],
    ["Montréal", "Quebec", "H2Y 1C6", "CA"],
    ["Melbourne", "Victoria", "3000", "AU"],
  ],
};

const STREETS: Record<Market, readonly string[]> = {
  uk: [
    "14 Gloucester Row",
    "Flat 3, 27 Albion Street",
    "The Old Forge",
    "112B Kingsland Road",
    "6 St Mary’s Close",
  ],
  eu: ["Rosenstraße 8", "12 rue de la République", "Kronprinsensgade 4", "Calle Compañía 21"],
  jp: ["中京区河原町通1-2-3", "西区みなとみらい4-5-6"],
  world: ["801 SW Morrison St", "350 rue Saint-Paul Est", "Level 2, 55 Collins Street"],
};

/** One of the store's registered customers: the same seed and number give the same person for ever. */
export function registeredCustomer(seed: string, pool: CustomerPool, pick: Random): Person {
  const customerId = POOL_BASE[pool] + pick.integer(0, CUSTOMERS_PER_MARKET[pool] - 1);
  const random = createRandom(`${seed}/customer/${customerId}`);
  const market: Market = pool === "trade" ? "uk" : pool;
  const person = somebody(random, market);
  const company = pool === "trade" || random.chance(0.1) ? random.pick(COMPANIES) : null;
  return {
    ...person,
    customerId,
    email: person.email.replace("@", `.${customerId}@`),
    company,
    websiteId: pool === "trade" ? 2 : 1,
    groupId: pool === "trade" ? 2 : 1,
    hasSavedAddresses: random.chance(pool === "trade" ? 0.5 : 0.8),
    registeredAt: `202${random.integer(3, 5)}-0${random.integer(1, 9)}-1${random.integer(0, 9)}T0${random.integer(7, 9)}:24:1${random.integer(0, 9)}Z`,
  };
}

export function guest(random: Random, market: Market): Person {
  const person = somebody(random, market);
  return {
    ...person,
    customerId: 0,
    company: random.chance(0.12) ? random.pick(COMPANIES) : null,
    websiteId: 0,
    groupId: null,
    hasSavedAddresses: false,
    registeredAt: "",
  };
}

function somebody(random: Random, market: Market) {
  const [firstName, ownLastName] = random.pick(NAMES[market]);
  const lastName = market === "uk" ? random.pick(NAMES.uk)[1] : ownLastName;
  const address = somewhere(random, market);
  const phone = random.chance(0.85) ? (address.telephone ?? null) : null;
  const mailbox = asciiOf(`${firstName}.${lastName}`) || `customer${random.integer(100, 999)}`;
  return {
    firstName,
    lastName,
    email: `${mailbox}@${random.pick(["example.com", "example.org", "mail.example.net"])}`,
    phone,
    billing: address,
    shipping: random.chance(0.75) ? address : somewhere(random, market),
  };
}

function somewhere(random: Random, market: Market): Omit<CanonicalAddress, "kind"> {
  const [city, region, postcode, countryId] = random.pick(PLACES[market]);
  const street = [random.pick(STREETS[market]), ...(random.chance(0.2) ? ["2nd floor"] : [])];
  const telephone = `0${random.integer(1, 9)}${random.integer(100_000_000, 999_999_999)}`;
  return { street, city, ...(region ? { region } : {}), postcode, country_id: countryId, telephone };
}

const asciiOf = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/[^a-zA-Z.]/g, "")
    .replace(/^\.|\.$/g, "")
    .toLowerCase();

export const addressOf = (
  address: Omit<CanonicalAddress, "kind">,
  kind: CanonicalAddress["kind"],
): CanonicalAddress => ({
  kind,
  ...address,
});

/** The profile, as GET customer answers it: saved addresses only, and never a company. */
export const profileContact = (person: Person): CanonicalContact => ({
  magento_id: person.customerId,
  email: person.email,
  first_name: person.firstName,
  last_name: person.lastName,
  ...(person.hasSavedAddresses && person.phone ? { phone: person.phone } : {}),
  website_id: person.websiteId,
  ...(person.groupId === null ? {} : { group_id: person.groupId }),
  addresses: person.hasSavedAddresses
    ? [addressOf(person.billing, "billing"), addressOf(person.shipping, "shipping")]
    : [],
  created_at: person.registeredAt,
  updated_at: person.registeredAt,
});

/**
 * The buyer inside a document. Guests are made from the order; a registered buyer without saved addresses gets the
 * order's on an invoice, and company and phone only then; a credit memo adds nothing.
 */
export function documentContact(
  person: Person,
  order: { kind: "invoice" | "creditmemo"; createdAt: string; isVirtual: boolean },
): CanonicalContact {
  const orderAddresses = [
    addressOf(person.billing, "billing"),
    ...(order.isVirtual ? [] : [addressOf(person.shipping, "shipping")]),
  ];
  const companyAndPhone = {
    ...(person.company ? { company: person.company } : {}),
    ...(person.phone ? { phone: person.phone } : {}),
  };
  if (person.customerId === 0) {
    return {
      magento_id: 0,
      email: person.email,
      first_name: person.firstName,
      last_name: person.lastName,
      ...companyAndPhone,
      website_id: 0,
      addresses: orderAddresses,
      created_at: order.createdAt,
      updated_at: order.createdAt,
    };
  }
  const profile = profileContact(person);
  if (person.hasSavedAddresses || order.kind === "creditmemo") return profile;
  return { ...profile, ...companyAndPhone, addresses: orderAddresses };
}
