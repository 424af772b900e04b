"use server";

import { verifySignIn } from "@counterfoil/services/member/verify-sign-in";
import { notFound, redirect } from "next/navigation";
import { context } from "../context.ts";
import { demoAccounts } from "../demo/demo-accounts.ts";
import { env } from "../env.ts";
import { openSession } from "../session.ts";
import { safePath } from "./safe-path.ts";

/** Signs in as one of the demo's two merchants, and goes on to a page of ours. */
export async function enterDemo(form: FormData): Promise<void> {
  if (!env().DEMO) notFound();
  const account = demoAccounts[form.get("account") === "empty" ? "empty" : "shop"];
  const outcome = await verifySignIn(await context(), account);
  // Still being furnished, or gone through this button twenty times in a quarter of an hour: by hand, then.
  if (!outcome.ok) redirect("/sign-in");
  await openSession(outcome);
  redirect(safePath(form.get("to")));
}
