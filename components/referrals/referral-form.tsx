"use client";

import { useLocale, useTranslations } from "next-intl";
import type { RefObject } from "react";
import { fieldFault } from "@/components/trpc/provider";
import { Checkbox } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Section } from "@/components/ui/page";
import {
  basisLimit,
  contactLimit,
  noteLimit,
  officeLimit,
  reasonLimit,
  referralParts,
} from "@/server/referrals/contract-words";
import { EvidenceChoice } from "./evidence-choice";
import type { Draft, ReferralView } from "./use-draft";

type Props = {
  shown: ReferralView;
  draft: Draft;
  /** Why it was not saved or proposed, until it is. */
  fault: unknown;
  first: RefObject<HTMLInputElement | null>;
};

/** What a person says and chooses: to whom, on what ground, why, and what goes along. */
export function ReferralForm({ shown, draft, fault, first }: Props) {
  const t = useTranslations("referrals.form");
  const parts = useTranslations("referrals.part");
  const locale = useLocale();
  const { values, set } = draft;
  const error = (name: string) => fieldFault(fault, `/${name}`, locale);
  const partsFault = error("parts");
  return (
    <>
      <Section title={t("to")}>
        <div className="grid max-w-[640px] gap-3">
          <Checkbox checked={values.danger} onChange={(event) => set({ danger: event.target.checked })}>
            {t("danger")}
          </Checkbox>
          <Field label={t("office")} error={error("office")} required>
            {(control) => (
              <Input
                {...control}
                ref={first}
                maxLength={officeLimit}
                value={values.office}
                onChange={(event) => set({ office: event.target.value })}
              />
            )}
          </Field>
          <Field label={t("contact")} hint={t("contactHint")} error={error("contact")} required>
            {(control) => (
              <Input
                {...control}
                maxLength={contactLimit}
                value={values.contact}
                onChange={(event) => set({ contact: event.target.value })}
              />
            )}
          </Field>
          <Field label={t("basis")} hint={t("basisHint")} error={error("basis")} required>
            {(control) => (
              <Textarea
                {...control}
                rows={2}
                maxLength={basisLimit}
                value={values.basis}
                onChange={(event) => set({ basis: event.target.value })}
              />
            )}
          </Field>
          <Field
            label={t("reason")}
            hint={t(shown.hashOnly ? "reasonHashOnly" : "reasonHint")}
            error={error("reason")}
            required
          >
            {(control) => (
              <Textarea
                {...control}
                rows={5}
                maxLength={reasonLimit}
                value={values.reason}
                onChange={(event) => set({ reason: event.target.value })}
              />
            )}
          </Field>
        </div>
      </Section>
      <Section title={t("parts")}>
        <fieldset className="max-w-[640px]">
          <legend className="sr-only">{t("parts")}</legend>
          {referralParts.map((part) => (
            <Checkbox
              key={part}
              checked={values.parts.includes(part)}
              onChange={(event) =>
                set({
                  parts: event.target.checked ? [...values.parts, part] : values.parts.filter((each) => each !== part),
                })
              }
            >
              {parts(part)}{" "}
              <span className="text-ink-3 text-xs">
                {parts(
                  shown.hashOnly && (part === "reports" || part === "decisions") ? `hashed.${part}` : `note.${part}`,
                  {
                    reports: shown.reports,
                    named: shown.named,
                  },
                )}
              </span>
            </Checkbox>
          ))}
          {partsFault && <p className="mt-1 font-bold text-s4 text-xs">{partsFault}</p>}
        </fieldset>
        {values.parts.includes("reporters") && (
          <Field
            className="mt-3 max-w-[640px]"
            label={t("reporterReason")}
            hint={t("reporterHint")}
            error={error("reporterReason")}
            required
          >
            {(control) => (
              <Textarea
                {...control}
                rows={2}
                maxLength={noteLimit}
                value={values.reporterReason}
                onChange={(event) => set({ reporterReason: event.target.value })}
              />
            )}
          </Field>
        )}
      </Section>
      <EvidenceChoice shown={shown} chosen={values.evidence} onChange={(evidence) => set({ evidence })} />
    </>
  );
}
