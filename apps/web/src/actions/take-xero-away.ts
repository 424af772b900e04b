"use server";

import { notFound, redirect } from "next/navigation";
import { takeXeroAway } from "../demo/xero-away.ts";
import { env } from "../env.ts";

export async function takeDemoXeroAway(): Promise<void> {
  const { DEMO, XERO_SANDBOX_ORIGIN } = env();
  if (!DEMO || !XERO_SANDBOX_ORIGIN) notFound();
  await takeXeroAway(XERO_SANDBOX_ORIGIN);
  redirect("/demo");
}
