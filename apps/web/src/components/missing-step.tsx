import {
  findMissingStep,
  type MissingStep as Missing,
} from "@counterfoil/services/binding/find-missing-step";
import type { Actor } from "@counterfoil/services/context";
import Link from "next/link";
import { context } from "../context.ts";
import { buttonStyle } from "./button.tsx";
import { Notice } from "./notice.tsx";

/** The prompt for what is missing before documents can go, wherever that is felt. Nothing when nothing is. */
export async function MissingStep({ actor }: { actor: Actor }) {
  const missing = await findMissingStep(await context(), actor);
  if (!missing) return null;
  const { title, text, href, action } = words(missing);
  return (
    <Notice
      look="info"
      title={title}
      action={
        <Link href={href} className={buttonStyle({ size: "small" })}>
          {action}
        </Link>
      }
    >
      {text}
    </Notice>
  );
}

function words(missing: Missing): { title: string; text: string; href: string; action: string } {
  switch (missing.step) {
    case "magento":
      return {
        title: "Magento not connected yet",
        text: "Pair your store with a one-time code. From then on it tells us of every invoice and credit memo.",
        href: "/dashboard/connect-magento",
        action: "Connect Magento",
      };
    case "xero":
      return {
        title: "Xero not connected yet",
        text: `What ${missing.host ?? "your store"} raises is kept until it is. Nothing is lost.`,
        href: "/dashboard/connect-xero",
        action: "Connect Xero",
      };
    case "choose":
      return {
        title: `${missing.host} has no organisation yet`,
        text: "Choose the Xero organisation that its documents go to. They are kept until then.",
        href: "/dashboard/connect-xero",
        action: "Choose its organisation",
      };
    case "start":
      return {
        title: `${missing.host} is not syncing yet`,
        text: "Everything is connected. Check what we found, then start; nothing is sent before.",
        href: `/dashboard/bindings/${missing.bindingId}`,
        action: "Check and start",
      };
    default:
      return missing satisfies never;
  }
}
