"use client";

import { useLocale, useTranslations } from "next-intl";
import { type KeyboardEvent, type RefObject, useId, useRef, useState } from "react";
import { classNames } from "@/components/ui/class-names";
import { useDot } from "@/components/ui/dot";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { type Severity, SeverityMark } from "@/components/ui/severity";
import { clauseOf, type Form, type Said } from "./decision-state";

const shownLimit = 7;

type Props = {
  form: Form;
  said: Said;
  /** What the reports say: offered first, never chosen beforehand. */
  reported: readonly string[];
  field: RefObject<HTMLInputElement | null>;
  error: string | undefined;
  onChoose: (key: string) => void;
};

/** Finds the clause by its number or name; the one that reports state stands first. P goes here. */
export function ClausePicker({ form, said, reported, field, error, onChoose }: Props) {
  const dot = useDot();
  const t = useTranslations("enforcement.rail");
  const zh = useLocale().startsWith("zh");
  const listId = useId();
  const [text, setText] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const chosen = clauseOf(form, said);
  // The field gives the focus here, where digits choose a measure.
  const box = useRef<HTMLFieldSetElement>(null);

  const wanted = text.trim().toLowerCase();
  const found = form.clauses
    .filter(
      ({ clause, names }) =>
        !wanted || clause.startsWith(wanted) || names.zh.includes(wanted) || names.en.toLowerCase().includes(wanted),
    )
    .sort(
      (a, b) =>
        Number(reported.includes(b.key)) - Number(reported.includes(a.key)) ||
        a.clause.localeCompare(b.clause, "en", { numeric: true }),
    )
    .slice(0, shownLimit);
  const choose = (key: string | undefined) => {
    if (!key) return;
    onChoose(key);
    setText("");
    setOpen(false);
    box.current?.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") setAt((now) => Math.min(now + 1, found.length - 1));
    else if (event.key === "ArrowUp") setAt((now) => Math.max(now - 1, 0));
    else if (event.key === "Enter" && !event.metaKey && !event.ctrlKey) choose(found[at]?.key);
    else if (event.key === "Escape") {
      setOpen(false);
      box.current?.focus();
    } else return;
    event.preventDefault();
  };
  return (
    <fieldset ref={box} tabIndex={-1} data-focus-quiet="" className="min-w-0">
      <legend className="sr-only">{t("clause")}</legend>
      {chosen && (
        <div className="mb-1">
          <p className="font-bold">
            {chosen.clause} {zh ? chosen.names.zh : chosen.names.en}
          </p>
          <p className="text-ink-3 text-xs">
            {[
              t("policy", { label: form.policy.label }),
              ...chosen.legal.map((legal) => (zh ? legal.zh : legal.en)),
            ].join(dot)}
          </p>
        </div>
      )}
      <div className="relative flex items-center gap-2">
        <Input
          ref={field}
          role="combobox"
          aria-label={t("clauseFind")}
          aria-expanded={isOpen}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={isOpen && found[at] ? `${listId}-${found[at].key}` : undefined}
          aria-invalid={error ? true : undefined}
          autoComplete="off"
          placeholder={chosen ? t("clauseChange") : t("clauseChoose")}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
            setOpen(true);
          }}
          onFocus={() => {
            setOpen(true);
            setAt(0);
          }}
          onBlur={() => setOpen(false)}
          onKeyDown={press}
        />
        <Kbd cap="P" />
        <div
          id={listId}
          role="listbox"
          aria-label={t("clauseFind")}
          className={classNames(
            "absolute top-9 right-0 left-0 z-20 rounded-float bg-float p-1 shadow-float",
            !isOpen && "hidden",
          )}
        >
          {found.map((clause, index) => (
            // The field keeps the focus and has the keys; the pointer chooses before the field loses it.
            // biome-ignore lint/a11y/useKeyWithClickEvents: arrows and Enter are the field's.
            // biome-ignore lint/a11y/useFocusableInteractive: the field names the active option.
            <div
              key={clause.key}
              id={`${listId}-${clause.key}`}
              role="option"
              aria-selected={index === at}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(clause.key)}
              className="flex min-h-7 items-baseline gap-2 rounded-control px-2 py-1 aria-selected:bg-pen-wash"
            >
              <span className="font-mono text-ink-2 text-xs">{clause.clause}</span>
              <span className="min-w-0 flex-1">{zh ? clause.names.zh : clause.names.en}</span>
              {reported.includes(clause.key) && <span className="text-ink-3 text-xs">{t("clauseSuggested")}</span>}
              <SeverityMark level={clause.severity as Severity} />
            </div>
          ))}
          {found.length === 0 && <p className="px-2 py-1 text-ink-3">{t("clauseNone")}</p>}
        </div>
      </div>
      {error && <p className="mt-1 font-bold text-s4 text-xs">{error}</p>}
    </fieldset>
  );
}
