"use client";

import { useSearchParams } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { ButtonLink } from "@/components/ui/button";
import { languageOf } from "@/messages/languages";
import { ledgerFilterNames } from "@/server/enforcement/contract-ledger";
import { exportFormats } from "@/server/exports/contract";

/** Files of the list as it is filtered now: links that the browser saves, so that Enter does it too. */
export function LedgerExport() {
  const t = useTranslations("enforcement.export");
  const params = useSearchParams();
  const language = languageOf(useLocale());
  return exportFormats.map((format) => {
    const asked = new URLSearchParams({ format, language });
    for (const name of ledgerFilterNames) {
      const value = params.get(name);
      if (value) asked.set(name, value);
    }
    return (
      <ButtonLink key={format} href={`/measures/export?${asked}`} prefetch={false} download title={t("about")}>
        {t(format)}
      </ButtonLink>
    );
  });
}
