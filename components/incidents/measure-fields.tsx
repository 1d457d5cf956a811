"use client";

import { useLocale, useTranslations } from "next-intl";
import { Checkbox } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { Input, Select, Textarea } from "@/components/ui/input";
import { WholeNumber } from "@/components/ui/whole-number";
import {
  creditOrder,
  longestTermDays,
  measureKeys,
  measureShapes,
  restrictedFunctions,
} from "@/server/enforcement/contract-words";
import type { MeasureKey } from "@/server/policy/contract";
import type { Said } from "./form-state";

export type Clause = {
  readonly key: string;
  readonly clause: string;
  readonly names: { readonly zh: string; readonly en: string };
};

type Props = {
  said: Said;
  change: (part: Partial<Said>) => void;
  faultAt: (pointer: string) => string | undefined;
  clauses: readonly Clause[];
};

function Parameters({ said, change, faultAt }: Omit<Props, "clauses">) {
  const t = useTranslations("incidents.form");
  const words = useTranslations("enforcement.function");
  const { key, kind, functions } = said;
  if (key === "lower_credit")
    return (
      <Field label={t("level")} error={faultAt("/measures/0/parameters/to")}>
        {(control) => (
          <Select
            {...control}
            className="h-8 w-24"
            value={said.level}
            onChange={(event) => change({ level: event.target.value })}
          >
            <option value="" />
            {creditOrder.slice(1).map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </Select>
        )}
      </Field>
    );
  if (key === "warn_and_rectify")
    return (
      <Field label={t("items")} hint={t("itemsHint")} error={faultAt("/measures/0/parameters/items")}>
        {(control) => (
          <Textarea
            {...control}
            rows={3}
            maxLength={3_000}
            value={said.items}
            onChange={(event) => change({ items: event.target.value })}
          />
        )}
      </Field>
    );
  if (key !== "blacklist") return null;
  return (
    <fieldset>
      <legend className="mb-1 font-bold">{t("functions")}</legend>
      {restrictedFunctions[kind].map((word) => (
        <Checkbox
          key={word}
          checked={functions.includes(word)}
          onChange={({ target: { checked } }) =>
            change({ functions: checked ? [...functions, word] : functions.filter((each) => each !== word) })
          }
        >
          {words(word)}
        </Checkbox>
      ))}
      {faultAt("/measures/0/parameters/functions") && (
        <p className="font-bold text-s4 text-xs">{faultAt("/measures/0/parameters/functions")}</p>
      )}
    </fieldset>
  );
}

/** Which measure, for how long, under which clause and with which facts: the same for every subject. */
export function MeasureFields({ said, change, faultAt, clauses }: Props) {
  const t = useTranslations("incidents.form");
  const words = useTranslations("enforcement.measure");
  const zh = useLocale().startsWith("zh");
  const { key, kind } = said;
  const term = key ? measureShapes[key].term : "none";
  const dayLabel = term === "deadline" ? t("deadline") : term === "review" ? t("review") : t("days");
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap gap-3">
        <Field label={t("measure")} required error={faultAt("/measures/0/key")} className="w-64">
          {(control) => (
            <Select
              {...control}
              className="h-8"
              value={key}
              onChange={(event) => change({ key: event.target.value as MeasureKey | "" })}
            >
              <option value="" />
              {measureKeys
                .filter((each) => (measureShapes[each].on as readonly string[]).includes(kind))
                .map((each) => (
                  <option key={each} value={each}>
                    {words(each)}
                  </option>
                ))}
            </Select>
          )}
        </Field>
        {term !== "none" && (
          <Field
            label={dayLabel}
            error={faultAt("/measures/0/days")}
            {...(term === "end_or_indefinite" ? { hint: t("indefinite") } : {})}
          >
            {(control) => (
              <WholeNumber
                {...control}
                max={longestTermDays}
                className="w-28"
                value={said.days === "" ? null : Number(said.days)}
                onChange={(value) => change({ days: value === null ? "" : String(value) })}
              />
            )}
          </Field>
        )}
      </div>
      <Parameters said={said} change={change} faultAt={faultAt} />
      <Field label={t("clause")} required error={faultAt("/clauses") ?? faultAt("/clauses/0")}>
        {(control) => (
          <Select
            {...control}
            className="h-8"
            value={said.clause}
            onChange={(event) => change({ clause: event.target.value })}
          >
            <option value="" />
            {clauses.map((each) => (
              <option key={each.key} value={each.key}>
                {each.clause} {zh ? each.names.zh : each.names.en}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("facts")} required hint={t("factsHint")} error={faultAt("/facts")}>
        {(control) => (
          <Textarea
            {...control}
            rows={4}
            maxLength={2_000}
            value={said.facts}
            onChange={(event) => change({ facts: event.target.value })}
          />
        )}
      </Field>
      <fieldset>
        <legend className="mb-1.5 font-bold">{t("authority")}</legend>
        <p className="mb-1.5 text-ink-3 text-xs">{t("authorityHint")}</p>
        <div className="flex flex-wrap gap-3">
          <Field label={t("office")} error={faultAt("/authority/office")} className="w-64">
            {(control) => (
              <Input
                {...control}
                maxLength={100}
                value={said.office}
                onChange={(event) => change({ office: event.target.value })}
              />
            )}
          </Field>
          <Field label={t("number")} error={faultAt("/authority/number")} className="w-64">
            {(control) => (
              <Input
                {...control}
                maxLength={100}
                value={said.number}
                onChange={(event) => change({ number: event.target.value })}
              />
            )}
          </Field>
        </div>
      </fieldset>
    </div>
  );
}
