"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Checkbox } from "@/components/ui/choice";
import { useDot } from "@/components/ui/dot";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { clauseOf, type Form, type Said } from "./decision-state";
import { useMeasureWords } from "./words";

type Props = {
  form: Form;
  said: Said;
  change: (part: Partial<Said>) => void;
  /** What is wrong with what was said about a person, by account id. */
  faultOf: (accountId: string) => string | undefined;
};

/** Founder and managers whom a decision on a group may carry, each with facts of her own: never by role alone. */
export function CarriedPeople({ form, said, change, faultOf }: Props) {
  const dot = useDot();
  const t = useTranslations("enforcement.rail");
  const words = useTranslations("enforcement");
  const name = useMeasureWords();
  const [isOpen, setOpen] = useState(false);
  const severity = clauseOf(form, said)?.severity;
  const offered =
    severity === undefined ? [] : form.people.filter((person) => (person.carried[severity]?.length ?? 0) > 0);
  if (severity === undefined || offered.length === 0) return null;
  const carried = Object.keys(said.carried).length;
  const isShown = isOpen || carried > 0;
  return (
    <div className="mt-2">
      <button type="button" className="link link-small" aria-expanded={isShown} onClick={() => setOpen(!isShown)}>
        {t("people")}
        {dot}
        {isShown ? t("hidePeople") : t("addPeople")}
      </button>
      {isShown &&
        offered.map((person) => {
          const measures = person.carried[severity] ?? [];
          const mine = said.carried[person.id];
          const { [person.id]: _, ...others } = said.carried;
          return (
            <div key={person.id} className="mt-1.5">
              <Checkbox
                checked={Boolean(mine)}
                onChange={(event) =>
                  change({
                    carried: event.target.checked ? { ...others, [person.id]: { facts: "", measures } } : others,
                  })
                }
              >
                {t("carry", { role: words(`standing.${person.role}`), name: person.name })}
                <span className="block text-ink-3 text-xs">{measures.map((measure) => name(measure)).join(dot)}</span>
              </Checkbox>
              {mine && (
                <Field label={t("carryFacts", { name: person.name })} error={faultOf(person.id)} required>
                  {(control) => (
                    <Textarea
                      {...control}
                      rows={2}
                      maxLength={2_000}
                      value={mine.facts}
                      onChange={(event) =>
                        change({ carried: { ...said.carried, [person.id]: { ...mine, facts: event.target.value } } })
                      }
                    />
                  )}
                </Field>
              )}
            </div>
          );
        })}
    </div>
  );
}
