import { useTranslations } from "next-intl";
import { ButtonLink } from "@/components/ui/button";
import { PublicSheet } from "./public-sheet";

/** Says, outside the console, that an address leads nowhere. */
export function MissingPage() {
  const t = useTranslations("common.error");
  return (
    <PublicSheet>
      <h1 className="text-xl">{t("notFoundTitle")}</h1>
      <p className="mt-1 mb-4 text-ink-2">{t("notFound")}</p>
      <ButtonLink href="/">{t("home")}</ButtonLink>
    </PublicSheet>
  );
}
