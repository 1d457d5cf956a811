import { useTranslations } from "next-intl";

/** What stands for a name: an erased person has none, and her code stands beside. */
export function useName(): (name: string) => string {
  const t = useTranslations("common");
  return (name) => name || t("erased");
}

/** A name, or a grey word that says that it was erased. */
export function Name({ of: name }: { of: string }) {
  const t = useTranslations("common");
  return name === "" ? <span className="text-ink-3">{t("erased")}</span> : name;
}
