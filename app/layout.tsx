import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { getMessages, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { themeCookie } from "@/messages/languages";
import { requestLanguage } from "@/messages/request";
import "./globals.css";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common");
  return { title: { template: `%s · ${t("product")}`, default: t("product") }, robots: { index: false } };
}

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const language = await requestLanguage();
  const theme = (await cookies()).get(themeCookie)?.value;
  const mac = /Mac|iPhone|iPad/.test((await headers()).get("user-agent") ?? "");
  const { common, shell } = await getMessages();
  return (
    <html
      lang={language}
      data-theme={theme === "dark" || theme === "light" ? theme : undefined}
      data-mac={mac ? "" : undefined}
      // The toggle turns the page before the server knows.
      suppressHydrationWarning
    >
      <body>
        <NextIntlClientProvider messages={{ common, shell }}>{children}</NextIntlClientProvider>
      </body>
    </html>
  );
}
