/** What the store's canonical endpoints answer: snake_case, amounts as JSON numbers, fields without a value absent. */
export interface CanonicalAddress {
  kind: "billing" | "shipping";
  street: string[];
  city: string;
  region?: string;
  postcode?: string;
  country_id: string;
  telephone?: string;
}

export interface CanonicalContact {
  /** 0 for a guest. */
  magento_id: number;
  email: string;
  first_name?: string;
  last_name?: string;
  company?: string;
  phone?: string;
  website_id: number;
  group_id?: number;
  addresses: CanonicalAddress[];
  created_at?: string;
  updated_at?: string;
}

export interface CanonicalLine {
  sku: string;
  name: string;
  qty: number;
  unit_price: number;
  line_subtotal: number;
  line_tax: number;
  /** Made of floats by Magento, and it shows. */
  line_total: number;
  tax_rate?: number;
}

export interface CanonicalInvoice {
  magento_id: number;
  increment_id: string;
  order_id: number;
  order_increment_id: string;
  website_id: number;
  store_id: number;
  currency: string;
  state: "open" | "paid" | "cancelled";
  customer: CanonicalContact;
  lines: CanonicalLine[];
  subtotal: number;
  tax_amount: number;
  shipping_amount: number;
  shipping_tax_amount: number;
  discount_amount: number;
  grand_total: number;
  created_at: string;
  payment_method?: string;
  billing_address?: CanonicalAddress;
  shipping_address?: CanonicalAddress;
  po_number?: string;
  base_to_order_rate?: number;
}

export interface CanonicalCreditMemo {
  magento_id: number;
  increment_id: string;
  invoice_id?: number;
  invoice_increment_id?: string;
  invoice_created_at?: string;
  website_id: number;
  currency: string;
  customer: CanonicalContact;
  lines: CanonicalLine[];
  adjustment_positive: number;
  adjustment_negative: number;
  shipping_amount: number;
  shipping_tax_amount: number;
  grand_total: number;
  reason?: string;
  created_at: string;
  base_to_order_rate?: number;
}

export interface CanonicalPayment {
  magento_id: number;
  invoice_id: number;
  invoice_increment_id: string;
  method: string;
  currency: string;
  amount: number;
  captured_at: string;
  gateway_txn_id?: string;
  gateway_metadata: string[];
}

/** What stands in a total and on no wire; decimal strings. */
export interface HiddenParts {
  compensation: string;
  shippingDiscount: string;
  giftCard: string;
  storeCredit: string;
  surcharge: string;
}
