import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";

type Props = {
  text: { readonly zh: string; readonly en: string };
  issuedAt: Date;
  /** Of a suspension before anything was decided. */
  isProvisional: boolean;
  /** Below the words that were issued: what the person can do about them. */
  children?: ReactNode;
};

/** A statement of reasons as it was issued, in both languages: serif, because these are the words that left the building. */
export function NoticePaper({ text, issuedAt, isProvisional, children }: Props) {
  const t = useTranslations("enforcement.notice");
  const format = useFormatter();
  const paper = ({ lang, body }: { lang: "zh-CN" | "en"; body: string }) => {
    const [title, ...paragraphs] = body.split("\n\n");
    return (
      <section lang={lang} className="border-rule border-t py-6 font-serif first:border-t-0">
        <h2 className="mb-4 text-l leading-6">{title}</h2>
        {paragraphs.map((paragraph) => (
          <p key={paragraph} className="mb-3 whitespace-pre-line break-words text-m leading-7">
            {paragraph}
          </p>
        ))}
      </section>
    );
  };
  return (
    <article className="w-full self-start justify-self-center bg-sheet px-5 py-8 font-serif tablet:my-10 tablet:w-[720px] tablet:border tablet:border-rule-2 tablet:px-12 tablet:py-10">
      <h1 className="text-xl">{t(isProvisional ? "provisional" : "title")}</h1>
      <p className="text-ink-2 text-s">
        <time dateTime={issuedAt.toISOString()}>{t("issued", { time: format.dateTime(issuedAt, "minute") })}</time>
      </p>
      <div className="mt-4 border-rule-2 border-t">
        {paper({ lang: "zh-CN", body: text.zh })}
        {paper({ lang: "en", body: text.en })}
      </div>
      {children}
    </article>
  );
}
