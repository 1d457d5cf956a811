"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { StatusWord } from "@/components/ui/status-word";
import type { FieldFault } from "@/server/kernel/refusal";

type Props = {
  notices: readonly { readonly name: string; readonly text: { readonly zh: string; readonly en: string } }[];
  /** What should be looked at again before it leaves. */
  cautions: readonly FieldFault[];
};

/** The words that will leave the building: serif, in either language. */
export function NoticePreview({ notices, cautions }: Props) {
  const t = useTranslations("enforcement.rail");
  const own = useLocale().startsWith("zh") ? "zh" : "en";
  const [language, setLanguage] = useState<"zh" | "en">(own);
  const sentences = [...new Set(cautions.map(({ reason }) => reason[own]))];
  return (
    <div>
      <div role="status">
        {sentences.map((sentence) => (
          <p key={sentence} className="mb-1.5">
            <StatusWord glyph="triangle" tone="late" className="whitespace-normal">
              {sentence}
            </StatusWord>
          </p>
        ))}
      </div>
      {notices.map(({ name, text }) => (
        <div key={name} className="mb-1.5">
          {notices.length > 1 && <p className="text-ink-3 text-xs">{t("noticeOf", { name })}</p>}
          <div
            lang={language === "zh" ? "zh-CN" : "en"}
            className="whitespace-pre-line rounded-chip bg-well px-3 py-2 font-serif leading-[21px]"
          >
            {text[language]}
          </div>
        </div>
      ))}
      <p className="flex items-center gap-2 text-xs">
        <span className="mr-auto text-ink-3">{t("noticeFilled")}</span>
        {(["zh", "en"] as const).map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={language === each}
            className={language === each ? "min-h-6 font-bold" : "link link-small min-h-6"}
            onClick={() => setLanguage(each)}
          >
            {t(each)}
          </button>
        ))}
      </p>
    </div>
  );
}
