"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "@/components/ui/choice";
import { Field, RuledRow } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { WholeNumber } from "@/components/ui/whole-number";
import { longestProvisionalHours } from "@/server/enforcement/contract-words";
import type { Said } from "./decision-state";

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
              <WholeNumber
                {...control}
                max={longestProvisionalHours}
                className="w-24"
                value={provisional.hours}
                onChange={(hours) => change({ provisional: { ...provisional, hours } })}
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
