import { createBinding } from "@counterfoil/services/binding/create-binding";
import { getBinding } from "@counterfoil/services/binding/get-binding";
import { startBinding } from "@counterfoil/services/binding/start-binding";
import { savePolicy } from "@counterfoil/services/policy/save-policy";
import { createMetrics } from "@counterfoil/telemetry/metrics";
import { createContext } from "@counterfoil/worker/context";
import { readEnv } from "@counterfoil/worker/env";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { consent, pair, signUpOwner } from "../../apps/worker/test/onboard.ts";
import { until } from "../../apps/worker/test/until.ts";
import type { Settings } from "./evidence.ts";

/** Money of these is in the bank when Magento says paid; of every other method it may be or not. */
const ACCOUNT_NAMES = {
  stripe_payments: "Stripe Clearing",
  paypal_express: "PayPal Clearing",
  adyen_cc: "Business Bank Account",
};
const LEFT_TO_BANK = ["checkmo", "banktransfer", "purchaseorder", "cashondelivery", "free"];
/** By store view: two of the simulated shop's catalogues have the tax inside. */
const PRICES_INCLUDE_TAX = { "1": true, "2": false, "3": true, "4": false };

/** Signs up, pairs, consents, binds, chooses and starts, as a merchant would. */
export async function startMerchant(input: {
  variables: Record<string, string>;
  magentoUrl: string;
}): Promise<Settings> {
  const env = readEnv({ ...input.variables, NODE_ENV: "test", PORT: "0", LOG_LEVEL: "silent" });
  const ctx = await createContext(env, createMetrics({ process: "faults", withDefaults: false }));
  try {
    const actor = await signUpOwner(ctx, "owner@example.com");
    const storeId = await pair(ctx, { actor, magentoUrl: input.magentoUrl });
    const organisationId = await consent(ctx, actor, UK_ORGANISATION_ID);
    const { bindingId } = await createBinding(ctx, actor, {
      storeId,
      organisationId,
      invoiceNumberPrefix: "",
    });
    const page = await until("the organisation's lists are read", async () => {
      const found = await getBinding(ctx, actor, { bindingId });
      // The proposed settings are version 2: they are written once every list is there.
      return found.reference.isComplete && found.settings.version > 1 && found;
    });
    const accountOf = (name: string) => {
      const account = page.paymentAccounts.find((each) => each.name === name);
      if (!account) throw new Error(`The organisation has no account ${name} that takes payments.`);
      return account.id;
    };
    const paymentAccounts: Record<string, string | null> = {};
    for (const [method, name] of Object.entries(ACCOUNT_NAMES)) paymentAccounts[method] = accountOf(name);
    for (const method of LEFT_TO_BANK) paymentAccounts[method] = null;
    await savePolicy(ctx, actor, {
      bindingId,
      baseVersion: page.settings.version,
      changes: {
        paymentMethodMap: paymentAccounts,
        pricesIncludeTax: PRICES_INCLUDE_TAX,
        syncZeroValueInvoices: false,
      },
    });
    await startBinding(ctx, actor, { bindingId, since: "everything" });
    const creditNotePrefix = page.settings.policy.creditNoteNumberPrefix;
    return {
      environment: "sandbox",
      xeroTenantId: UK_ORGANISATION_ID,
      storeId,
      creditNotePrefix,
      paymentAccounts,
    };
  } finally {
    await ctx.db.close();
  }
}
