import { NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";
import type { Namespace } from "@/messages/types";

/**
 * Hands the texts of rooms to the client components inside. Console pages have all of them from their layout; a page
 * without sign-in carries only what it shows.
 */
export async function ClientMessages({ of, children }: { of: readonly Namespace[]; children: ReactNode }) {
  const all = await getMessages();
  const chosen = Object.fromEntries((["common", "shell", ...of] as const).map((name) => [name, all[name]]));
  return <NextIntlClientProvider messages={chosen}>{children}</NextIntlClientProvider>;
}
