"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "@/components/ui/choice";
import { Field, RuledRow } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import type { Said } from "./decision-state";

const longestHours = 72;
const offeredHours = 24;

type Props = {
  said: Said;
  change: (part: Partial<Said>) => void;
  /** What is wrong, by the pointer of the field. */
  faultWhere: (match: (pointer: string) => boolean) => string | undefined;
};

/** Danger does not wait for the second person: stop posting now, until somebody else has decided. */
export function ProvisionalBlock({ said: { provisional }, change, faultWhere }: Props) {
  const t = useTranslations("enforcement.rail.provisional");
  const fault = faultWhere((pointer) => pointer === "/provisional");
  return (
    <RuledRow label={t("label")}>
      <Checkbox
        checked={provisional !== null}
        onChange={() => change({ provisional: provisional ? null : { hours: offeredHours, reason: "" } })}
      >
        {t("tick")}
      </Checkbox>
      {fault && (
        <p role="alert" className="font-bold text-s4 text-xs">
          {fault}
        </p>
      )}
      {provisional && (
        <div className="mt-2 grid gap-2">
          <Field
            label={t("hours")}
            hint={t("hoursHint")}
            error={faultWhere((pointer) => pointer === "/provisional/hours")}
          >
            {(control) => (
              <Input
                {...control}
                type="number"
                inputMode="numeric"
                min={1}
                max={longestHours}
                className="w-24"
                value={provisional.hours ?? ""}
                onChange={(event) =>
                  change({
                    provisional: {
                      ...provisional,
                      hours: event.target.value ? Math.trunc(Number(event.target.value)) : null,
                    },
                  })
                }
              />
            )}
          </Field>
          <Field
            label={t("reason")}
            hint={t("reasonHint")}
            required
            error={faultWhere((pointer) => pointer === "/provisional/reason")}
          >
            {(control) => (
              <Textarea
                {...control}
                rows={2}
                maxLength={1_000}
                value={provisional.reason}
                onChange={(event) => change({ provisional: { ...provisional, reason: event.target.value } })}
              />
            )}
          </Field>
        </div>
      )}
    </RuledRow>
  );
}
