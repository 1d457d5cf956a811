import { useTranslations } from "next-intl";
import type { NoticeLanguage } from "@/server/notices/contract";
import { differences } from "./differences";
import { langOf } from "./words";

type Props = {
  /** Null: there is nothing to compare with. */
  before: string | null;
  after: string;
  language: NoticeLanguage;
};

/** A text of a notice, with what was taken out of it and put in: struck and underlined, as browsers show `del` and `ins`, not by colour alone. */
export function Compared({ before, after, language }: Props) {
  const t = useTranslations("notices.compared");
  return (
    <p
      lang={langOf[language]}
      className="min-w-0 whitespace-pre-line break-words rounded-chip bg-well px-3 py-2 font-serif leading-[21px]"
    >
      {differences(before ?? after, after).map(({ kind, text }, at) => {
        // biome-ignore-start lint/suspicious/noArrayIndexKey: runs have no other name, and are drawn anew as a whole.
        if (kind === "same") return <span key={at}>{text}</span>;
        const Tag = kind === "gone" ? "del" : "ins";
        return (
          <Tag key={at} className={kind === "gone" ? "bg-s4-wash" : "bg-ok-wash"}>
            <span className="sr-only"> [{t(kind)}: </span>
            {text}
            <span className="sr-only">] </span>
          </Tag>
        );
        // biome-ignore-end lint/suspicious/noArrayIndexKey: see above.
      })}
    </p>
  );
}
