"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Checkbox, SegmentedControl } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/input";
import { Rail } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import {
  isMeasureSample,
  type NoticeLanguage,
  noticeLanguages,
  type SampleKey,
  sampleKeys,
  textSpecs,
} from "@/server/notices/contract";
import type { Sampled } from "./use-sample";
import { langOf, useBoth } from "./words";

/** Which sample is shown, and how. */
export type Choice = { readonly key: SampleKey; readonly isLongest: boolean; readonly language: NoticeLanguage };

export const usualChoice = (locale: string): Choice => ({
  key: "suspend_posting",
  isLongest: false,
  language: locale.startsWith("zh") ? "zh" : "en",
});

type Props = { choice: Choice; onChoose: (part: Partial<Choice>) => void; sampled: Sampled; foot: ReactNode };

/** The words that would leave the building: a sample of each kind, with usual or with the longest values. */
export function SampleRail({ choice, onChoose, sampled, foot }: Props) {
  const t = useTranslations("notices");
  const both = useBoth();
  const format = useFormatter();
  const text = sampled.kind === "written" ? sampled.sample.notice?.[choice.language] : undefined;
  const nameOf = (key: SampleKey) => (isMeasureSample(key) ? both(textSpecs[key].names) : t(`preview.samples.${key}`));
  return (
    <Rail
      title={t("preview.title")}
      aside={text && t("preview.length", { count: format.number(text.length) })}
      foot={foot}
    >
      <div className="grid gap-3 border-rule border-b px-4 py-3">
        <Field label={t("preview.sample")}>
          {(control) => (
            <Select
              {...control}
              className="h-8 w-full"
              value={choice.key}
              onChange={(event) => onChoose({ key: event.target.value as SampleKey })}
            >
              {sampleKeys.map((key) => (
                <option key={key} value={key}>
                  {nameOf(key)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <SegmentedControl
          label={t("preview.language")}
          value={choice.language}
          onChange={(language) => onChoose({ language })}
          choices={noticeLanguages.map((language) => ({ value: language, label: t(`language.${language}`) }))}
        />
        <Checkbox checked={choice.isLongest} onChange={(event) => onChoose({ isLongest: event.target.checked })}>
          {t("preview.longest")}
        </Checkbox>
      </div>
      <div className="px-4 py-3">
        {sampled.kind === "waiting" && <p className="text-ink-3">{t("preview.waiting")}</p>}
        {sampled.kind === "failed" && <ErrorState title={t("preview.failed")} />}
        {sampled.kind === "written" && sampled.sample.unfilled && (
          <ErrorState title={t("preview.faulty", { place: sampled.sample.unfilled })} />
        )}
        {text && (
          <p
            lang={langOf[choice.language]}
            data-notice="sample"
            className="wrap-anywhere whitespace-pre-line rounded-chip bg-well px-3 py-2 font-serif leading-[21px]"
          >
            {text}
          </p>
        )}
        <p className="mt-2 text-ink-3 text-xs">{t("preview.about")}</p>
      </div>
    </Rail>
  );
}
