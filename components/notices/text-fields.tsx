"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { Menu } from "@/components/ui/menu";
import { Section } from "@/components/ui/page";
import {
  type BothTexts,
  type NoticeLanguage,
  noticeLanguages,
  type Placeholder,
  placeholders,
  placesOf,
  specOf,
  type TextKey,
} from "@/server/notices/contract";
import { Compared } from "./compared";
import { langOf, useBoth } from "./words";

type FieldProps = {
  name: TextKey;
  language: NoticeLanguage;
  value: string;
  faults: readonly string[];
  onChange: (text: string) => void;
  onReach: () => void;
};

/** One text in one language, with the placeholders that it may have behind a button. */
function TextField({ name, language, value, faults, onChange, onReach }: FieldProps) {
  const t = useTranslations("notices");
  const format = useFormatter();
  const both = useBoth();
  const area = useRef<HTMLTextAreaElement>(null);
  const { must, longest, names } = specOf(name);
  const places = placesOf(name);
  const insert = (place: Placeholder) => {
    const text = area.current;
    if (!text) return;
    text.setRangeText(`{${place}}`, text.selectionStart, text.selectionEnd, "end");
    onChange(text.value);
  };
  return (
    <Field
      label={t(`language.${language}`)}
      aside={
        places.length > 0 && (
          <Menu
            align="end"
            returnTo={area}
            trigger={
              <Button
                size="small"
                look="quiet"
                data-insert={`${name}-${language}`}
                aria-label={t("draft.insertInto", { text: both(names), language: t(`language.${language}`) })}
              >
                {t("draft.insert")} {"{…}"}
              </Button>
            }
            items={places.map((place) => ({
              id: place,
              label: (
                <span className="grid py-1">
                  <span className="flex items-baseline justify-between gap-4">
                    <code className="font-mono">{`{${place}}`}</code>
                    <span className="text-ink-3 text-xs">
                      {t(`draft.type.${placeholders[place].type}`)}
                      {must.includes(place) && ` · ${t("draft.required")}`}
                    </span>
                  </span>
                  <span className="text-ink-2 text-xs">{both(placeholders[place].names)}</span>
                </span>
              ),
              onSelect: () => insert(place),
            }))}
          />
        )
      }
      hint={t("draft.length", { length: format.number(value.length), longest: format.number(longest) })}
      error={faults.length > 0 ? faults.join(" ") : undefined}
    >
      {(control) => (
        <Textarea
          {...control}
          ref={area}
          lang={langOf[language]}
          data-text={`${name}-${language}`}
          aria-label={`${both(names)}: ${t(`language.${language}`)}`}
          rows={name === "frame" ? 14 : 4}
          className="field-sizing-content min-h-24 font-serif leading-[21px]"
          value={value}
          onFocus={onReach}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

type Props = {
  name: TextKey;
  text: BothTexts;
  /** What it says in the version in force. */
  before: BothTexts;
  beforeNumber: number;
  faultsAt: (language: NoticeLanguage) => readonly string[];
  onChange: (language: NoticeLanguage, text: string) => void;
  onReach: (language: NoticeLanguage) => void;
};

/** One text side by side in both languages, and what it changes of the version in force. */
export function TextFields({ name, text, before, beforeNumber, faultsAt, onChange, onReach }: Props) {
  const t = useTranslations("notices");
  const both = useBoth();
  const { names, must, may } = specOf(name);
  const listed = (places: readonly Placeholder[]) => places.map((place) => `{${place}}`).join(" ");
  const isChanged = noticeLanguages.some((language) => text[language].trim() !== before[language]);
  return (
    <Section title={both(names)}>
      <p className="mb-2 text-ink-3 text-xs">
        {must.length > 0 && <span className="mr-2">{t("draft.must", { places: listed(must) })}</span>}
        {may.length > 0 && <span>{t("draft.may", { places: listed(may) })}</span>}
      </p>
      <div className="grid grid-cols-1 gap-3 tablet:grid-cols-2">
        {noticeLanguages.map((language) => (
          <TextField
            key={language}
            name={name}
            language={language}
            value={text[language]}
            faults={faultsAt(language)}
            onChange={(value) => onChange(language, value)}
            onReach={() => onReach(language)}
          />
        ))}
      </div>
      {isChanged && (
        <div className="mt-3">
          <h3 className="mb-1 text-ink-3 text-xs">{t("compared.before", { number: beforeNumber })}</h3>
          <div className="grid grid-cols-1 gap-3 tablet:grid-cols-2">
            {noticeLanguages.map((language) => (
              <Compared key={language} before={before[language]} after={text[language]} language={language} />
            ))}
          </div>
        </div>
      )}
    </Section>
  );
}
