import { conflict, invalid } from "@counterfoil/core/errors";
import { type Policy, type PolicyInput, taxMapRowSchema } from "@counterfoil/core/policy";
import { z } from "zod";
import { readPolicy } from "../binding/read-policy.ts";
import { requireBinding } from "../binding/require-binding.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { requireRole } from "../member/require-role.ts";
import { savePolicy } from "../policy/save-policy.ts";
import { noteDecision } from "./note-decision.ts";

/** The settings that one account answers. */
export const accountSettings = [
  "revenueAccountCode",
  "shippingAccountCode",
  "discountAccountCode",
  "lessThanLinesAccountCode",
  "moreThanLinesAccountCode",
  "refundAdjustmentAccountCode",
  "roundingAccountCode",
] as const satisfies readonly (keyof Policy)[];
export type AccountSetting = (typeof accountSettings)[number];

const inputSchema = z.object({
  documentId: z.uuid(),
  /** Of the settings that the person looked at. */
  baseVersion: z.coerce.number().int(),
  answer: z.discriminatedUnion("of", [
    z.object({
      of: z.literal("tax"),
      rate: z.string(),
      country: z.string(),
      taxType: z.string().min(1, "Choose a tax rate."),
    }),
    z.object({
      of: z.literal("payment"),
      method: z.string().min(1).max(255),
      accountId: z.string().min(1, "Choose an account."),
    }),
    z.object({
      of: z.literal("account"),
      setting: z.enum(accountSettings),
      code: z.string().min(1, "Choose an account."),
    }),
    z.object({
      of: z.literal("discounts"),
      storeView: z.string().regex(/^\d+$/),
      includesTax: z.enum(["yes", "no"], "Say whether prices include tax."),
    }),
  ]),
});

/** `accountId` of a payment method whose money is left to the bank line. */
export const LEFT_TO_BANK = "bank";

/**
 * Answers on the document's page what one document is held for, and saves it as a setting of its binding: whatever else was held
 * for the same goes with it. `invalid` names the field as the form has it.
 */
export async function fixMapping(
  ctx: ServiceContext,
  actor: Actor,
  input: unknown,
): Promise<{ bindingId: string; version: number }> {
  requireRole(actor, ["owner", "admin", "bookkeeper"], "change sync settings");
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const message = issue?.message ?? "Choose one first.";
    throw invalid(message, [{ path: String(issue?.path.at(-1) ?? "answer"), message }]);
  }
  const { documentId, baseVersion, answer } = parsed.data;
  const { bindingId, policy } = await ctx.db.withTenant(actor.tenantId, async (tx) => {
    const document = await tx.document.findUnique({ where: { id: documentId }, select: { bindingId: true } });
    const binding = await requireBinding(tx, document?.bindingId ?? "");
    return { bindingId: binding.id, policy: (await readPolicy(tx, binding)).policy };
  });
  const { version } = await savePolicy(ctx, actor, {
    bindingId,
    baseVersion,
    changes: changesOf(answer, policy),
  });
  await ctx.db.withTenantSql(actor.tenantId, (client) =>
    noteDecision(client, {
      actor,
      documentId,
      action: "document.mapping_fixed",
      detail: { of: answer.of, version: String(version) },
    }),
  );
  return { bindingId, version };
}

function changesOf(answer: z.infer<typeof inputSchema>["answer"], policy: Policy): PolicyInput {
  switch (answer.of) {
    case "tax": {
      const row = taxMapRowSchema.safeParse(answer);
      if (!row.success) throw conflict("This rate cannot be a row of the tax map. Add it in Settings.");
      const { rate, country } = row.data;
      const others = policy.taxMap.filter((each) => each.rate !== rate || each.country !== country);
      return { taxMap: [...others, row.data] };
    }
    case "payment": {
      const account = answer.accountId === LEFT_TO_BANK ? null : answer.accountId;
      return { paymentMethodMap: { ...policy.paymentMethodMap, [answer.method]: account } };
    }
    case "account":
      return { [answer.setting]: answer.code };
    case "discounts":
      return {
        pricesIncludeTax: { ...policy.pricesIncludeTax, [answer.storeView]: answer.includesTax === "yes" },
      };
    default:
      return answer satisfies never;
  }
}
