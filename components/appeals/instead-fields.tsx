"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { Select, Textarea } from "@/components/ui/input";
import { WholeNumber } from "@/components/ui/whole-number";
import {
  creditOrder,
  longestTermDays,
  measureKeys,
  measureShapes,
  restrictedFunctions,
} from "@/server/enforcement/contract-words";
import type { MeasureKey } from "@/server/policy/contract";

/** A measure in the place of those that are modified, as it is being stated. */
export type SaidInstead = {
  readonly key: MeasureKey | null;
  readonly days: number | null;
  readonly level: string | null;
  readonly items: string;
  readonly functions: readonly string[];
};
export const nothingSaid: SaidInstead = { key: null, days: null, level: null, items: "", functions: [] };

/** The same for the server, which says what is missing. */
export function insteadOf({ key, days, level, items, functions }: SaidInstead) {
  if (!key) return [];
  const lines = items
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const parameters: Record<string, unknown> = {
    ...(key === "lower_credit" && level ? { to: level } : {}),
    ...(key === "warn_and_rectify" ? { items: lines } : {}),
    ...(key === "blacklist" ? { functions } : {}),
  };
  return [{ key, parameters, days: measureShapes[key].term === "none" ? null : days }];
}

type Props = {
  /** Of the person whose measures are replaced. */
  kind: "group" | "account";
  said: SaidInstead;
  change: (part: Partial<SaidInstead>) => void;
  faultAt: (field: string) => string | undefined;
};

/** Which measure takes the place of the others, with what it needs. */
export function InsteadFields({ kind, said, change, faultAt }: Props) {
  const t = useTranslations("appeals.instead");
  const words = useTranslations("enforcement");
  const { key, days, level, items, functions } = said;
  const term = key ? measureShapes[key].term : "none";
  const dayLabel = term === "deadline" ? t("deadline") : term === "review" ? t("review") : t("days");
  return (
    <div className="grid gap-2">
      <Field label={t("measure")} required error={faultAt("key")}>
        {(control) => (
          <Select
            {...control}
            className="h-8"
            value={key ?? ""}
            onChange={(event) => change({ key: (event.target.value || null) as MeasureKey | null })}
          >
            <option value="" />
            {measureKeys
              .filter((each) => (measureShapes[each].on as readonly string[]).includes(kind))
              .map((each) => (
                <option key={each} value={each}>
                  {words(`measure.${each}`)}
                </option>
              ))}
          </Select>
        )}
      </Field>
      {term !== "none" && (
        <Field label={dayLabel} error={faultAt("days")}>
          {(control) => (
            <WholeNumber
              {...control}
              max={longestTermDays}
              className="w-24"
              value={days}
              onChange={(value) => change({ days: value })}
            />
          )}
        </Field>
      )}
      {key === "lower_credit" && (
        <Field label={t("level")} error={faultAt("parameters/to")}>
          {(control) => (
            <Select
              {...control}
              className="h-8 w-24"
              value={level ?? ""}
              onChange={(event) => change({ level: event.target.value || null })}
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
      )}
      {key === "warn_and_rectify" && (
        <Field label={t("items")} hint={t("itemsHint")} error={faultAt("parameters/items")}>
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              maxLength={2_000}
              value={items}
              onChange={(event) => change({ items: event.target.value })}
            />
          )}
        </Field>
      )}
      {key === "blacklist" && (
        <fieldset>
          <legend className="mb-1 font-bold">{t("functions")}</legend>
          {restrictedFunctions[kind].map((word) => (
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
        </fieldset>
      )}
    </div>
  );
}
