"use client";

import { useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Section } from "@/components/ui/page";
import { StatusWord } from "@/components/ui/status-word";
import type { CheckKey } from "@/server/filings/contract";

type Check = RouterOutputs["filings"]["get"]["checks"][number];

type ChecksProps = {
  checks: readonly Check[];
  /** The reasons as typed; undefined when this person may not check. */
  waivers: Partial<Record<CheckKey, string>>;
  onWaiver?: (key: CheckKey, reason: string) => void;
};

/** Each check with what it found; a failed warning takes a reason. */
export function Checks({ checks, waivers, onWaiver }: ChecksProps) {
  const t = useTranslations("filings.checks");
  return (
    <Section title={t("title")} className="border-t-0 px-4">
      {checks.length === 0 && <p className="text-ink-3">{t("none")}</p>}
      <ul className="grid gap-2">
        {checks.map((check) => (
          <li key={check.key}>
            <div className="flex items-baseline gap-3">
              <StatusWord
                glyph={check.passed ? "tick" : check.waiver ? "bar" : "triangle"}
                tone={check.passed || check.waiver ? "plain" : "late"}
                className="w-16 shrink-0"
              >
                {check.passed || !check.waiver ? t(check.level) : t("waived")}
              </StatusWord>
              <span className="min-w-0 flex-1">
                {t(check.key)}
                {check.detail && <span className="block font-mono text-ink-3 text-xs">{check.detail}</span>}
                {check.waiver && <span className="block text-ink-3 text-xs">{check.waiver}</span>}
              </span>
              <span className="text-ink-3 text-xs">{t("rows", { count: check.rows })}</span>
            </div>
            {onWaiver && !check.passed && check.level === "warning" && (
              <Field label={t("waive")} hint={t("waiverHint")} className="mt-1 pl-[76px] text-xs">
                {(control) => (
                  <Input
                    {...control}
                    maxLength={500}
                    value={waivers[check.key] ?? check.waiver ?? ""}
                    onChange={(event) => onWaiver(check.key, event.target.value)}
                  />
                )}
              </Field>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
