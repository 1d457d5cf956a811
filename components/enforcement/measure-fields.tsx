"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { Select, Textarea } from "@/components/ui/input";
import { WholeNumber } from "@/components/ui/whole-number";
import { creditOrder, longestTermDays, measureShapes, restrictedFunctions } from "@/server/enforcement/contract-words";
import { type Form, mainOf, type Said } from "./decision-state";

type Props = {
  form: Form;
  said: Said;
  change: (part: Partial<Said>) => void;
  /** What is wrong with a field of the first measure, by its name. */
  faultAt: (field: string) => string | undefined;
};

/** The parameters of the measure that was chosen: days, items, level, functions, scope. */
export function MeasureFields({ form, said, change, faultAt }: Props) {
  const t = useTranslations("enforcement.rail");
  const words = useTranslations("enforcement");
  const main = mainOf(form, said);
  if (!main) return null;
  const { term, offerDays } = measureShapes[main.key];
  const days = said.days ?? main.days;
  const levels = creditOrder.slice(creditOrder.indexOf(form.subject.credit ?? "E") + 1);
  const advised = Array.isArray(main.parameters.functions) ? (main.parameters.functions as string[]) : [];
  const functions = said.functions.length > 0 ? said.functions : advised;
  const dayLabel = term === "deadline" ? t("deadline") : term === "review" ? t("review") : t("days");
  return (
    <div className="mt-2 grid gap-2">
      {term !== "none" && (
        <Field label={dayLabel} error={faultAt("days")}>
          {(control) => (
            <span className="flex flex-wrap items-center gap-1.5">
              <WholeNumber
                {...control}
                max={longestTermDays}
                className="w-24"
                value={days}
                onChange={(value) => change({ days: value })}
                list={`${control.id}-offers`}
              />
              <datalist id={`${control.id}-offers`}>
                {offerDays.map((offer) => (
                  <option key={offer} value={offer} />
                ))}
              </datalist>
              {term === "end_or_indefinite" && days === null && (
                <span className="text-ink-3 text-xs">{t("indefinite")}</span>
              )}
            </span>
          )}
        </Field>
      )}
      {main.key === "warn_and_rectify" && (
        <Field label={t("items")} hint={t("itemsHint")} error={faultAt("parameters/items")}>
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              maxLength={2_000}
              value={said.items}
              onChange={(event) => change({ items: event.target.value })}
            />
          )}
        </Field>
      )}
      {main.key === "lower_credit" && (
        <Field label={t("level")} error={faultAt("parameters/to")}>
          {(control) => (
            <Select
              {...control}
              className="h-8 w-24"
              value={said.level ?? (typeof main.parameters.to === "string" ? main.parameters.to : "")}
              onChange={(event) => change({ level: event.target.value || null })}
            >
              <option value="" />
              {levels.map((level) => (
                <option key={level} value={level}>
                  {level}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {main.key === "suspend_posting" && form.groups.length > 0 && (
        <Field label={t("scope")} error={faultAt("parameters/scope")}>
          {(control) => (
            <Select
              {...control}
              className="h-8"
              value={said.scope}
              onChange={(event) => change({ scope: event.target.value })}
            >
              <option value="platform">{t("scopePlatform")}</option>
              {form.groups.map((group) => (
                <option key={group.id} value={group.id}>
                  {t("scopeGroup", { name: group.name })}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {main.key === "blacklist" && (
        <fieldset>
          <legend className="mb-1 font-bold">{t("functions")}</legend>
          {restrictedFunctions[form.subject.kind].map((word) => (
            <Checkbox
              key={word}
              checked={functions.includes(word)}
              onChange={(event) =>
                change({
                  functions: event.target.checked ? [...functions, word] : functions.filter((each) => each !== word),
                })
              }
            >
              {words(`function.${word}`)}
            </Checkbox>
          ))}
          {faultAt("parameters/functions") && (
            <p className="font-bold text-s4 text-xs">{faultAt("parameters/functions")}</p>
          )}
        </fieldset>
      )}
    </div>
  );
}
