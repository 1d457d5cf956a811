import { useLocale, useTranslations } from "next-intl";
import { languageOf } from "@/messages/languages";

/** One button that names the other language in its own words; works before any script has arrived. */
export function LanguageSwitch({ choose }: { choose: (form: FormData) => Promise<void> }) {
  const t = useTranslations("shell");
  const other = languageOf(useLocale()) === "en" ? "zh-CN" : "en";
  const word = other === "en" ? "English" : "中文";
  return (
    <form action={choose} className="contents">
      <button
        type="submit"
        name="language"
        value={other}
        lang={other}
        className="link link-small whitespace-nowrap"
        title={t("language")}
      >
        {word}
      </button>
    </form>
  );
}
