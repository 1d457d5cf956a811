import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PublicShell } from "@/components/shell/public-shell";
import release from "@/package.json";
import { chooseLanguageAction } from "@/server/staff/actions";

export default function PublicLayout({ children }: { children: ReactNode }) {
  const t = useTranslations("signin");
  return (
    <PublicShell
      chooseLanguage={chooseLanguageAction}
      foot={<span className="text-ink-3">{t("version", { version: release.version })}</span>}
    >
      {children}
    </PublicShell>
  );
}
