import { useTranslations } from "next-intl";
import { Section } from "@/components/ui/page";
import { type NoticeTexts, noticeLanguages, type TextKey, textKeys, textSpecs } from "@/server/notices/contract";
import { Compared } from "./compared";
import { useBoth } from "./words";

/** The texts that differ, in both languages. */
export const changedKeys = (before: NoticeTexts, after: NoticeTexts): TextKey[] =>
  textKeys.filter((key) => noticeLanguages.some((language) => before[key][language] !== after[key][language]));

function Pair({ name, before, after }: { name: TextKey; before: NoticeTexts | null; after: NoticeTexts }) {
  const both = useBoth();
  return (
    <Section title={both(textSpecs[name].names)}>
      <div className="grid grid-cols-1 gap-3 tablet:grid-cols-2">
        {noticeLanguages.map((language) => (
          <Compared
            key={language}
            before={before === null ? null : before[name][language]}
            after={after[name][language]}
            language={language}
          />
        ))}
      </div>
    </Section>
  );
}

type Props = {
  texts: NoticeTexts;
  /** Of the version that they are compared with; null: the first has none. */
  before: NoticeTexts | null;
  beforeNumber: number;
};

/** All texts of a set, read only: those that changed first, with their differences, then the others. */
export function TextsRead({ texts, before, beforeNumber }: Props) {
  const t = useTranslations("notices");
  const changed = before ? changedKeys(before, texts) : [];
  const others = textKeys.filter((key) => !changed.includes(key));
  return (
    <>
      <p className="px-5 pb-3 text-ink-2">
        {before ? t("compared.summary", { number: beforeNumber, count: changed.length }) : t("firstVersion")}
      </p>
      {changed.map((key) => (
        <Pair key={key} name={key} before={before} after={texts} />
      ))}
      {changed.length > 0 && <h2 className="border-rule-2 border-t px-5 pt-4 pb-2 text-m">{t("unchanged")}</h2>}
      {others.map((key) => (
        <Pair key={key} name={key} before={null} after={texts} />
      ))}
    </>
  );
}
