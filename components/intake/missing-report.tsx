import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PublicSheet } from "./public-sheet";

/** Says that a receipt leads nowhere, and how it is spelt. */
export function MissingReport({ children }: { children: ReactNode }) {
  const t = useTranslations("intake.status.missing");
  return (
    <PublicSheet>
      <h1 className="text-xl">{t("title")}</h1>
      <p className="mt-1 text-ink-2">{t("body")}</p>
      {children}
    </PublicSheet>
  );
}
