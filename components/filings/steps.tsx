"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { classNames } from "@/components/ui/class-names";
import { Facts } from "@/components/ui/facts";
import { Icon } from "@/components/ui/icon";

type Filing = RouterOutputs["filings"]["get"];

/** What has been done and what comes next, then the filing's head. */
export function FilingSteps({ filing }: { filing: Filing }) {
  const t = useTranslations("filings");
  const format = useFormatter();
  const person = (name: string | null, mine: boolean) =>
    name === null ? "–" : mine ? t("facts.yourself", { name }) : name;
  const minute = (at: Date | null) => (at === null ? null : format.dateTime(at, "short"));
  const reached = { draft: true, checked: filing.checkedAt !== null, sealed: filing.sealedAt !== null };
  const current = !reached.checked ? "checked" : "sealed";
  const notes = {
    draft: minute(filing.preparedAt),
    checked: reached.checked
      ? t("steps.checkedAt", {
          time: minute(filing.checkedAt) ?? "",
          open: t("steps.openChecks", { count: filing.openChecks }),
        })
      : null,
    sealed: minute(filing.sealedAt) ?? t("steps.waiting"),
  };
  return (
    <div className="overflow-auto">
      <div className="border-rule-2 border-b px-4 py-3">
        <p className="font-bold text-l">{t(`specification.${filing.specification as "disposition"}`)}</p>
        <p className="text-ink-3 text-xs">{filing.number}</p>
        <ol aria-label={t("steps.title")} className="mt-3 grid gap-3">
          {(["draft", "checked", "sealed"] as const).map((step, at) => (
            <li
              key={step}
              className="flex gap-3"
              aria-current={!reached[step] && step === current ? "step" : undefined}
            >
              <span
                aria-hidden="true"
                className={classNames(
                  "grid size-6 shrink-0 place-items-center rounded-full border text-xs",
                  reached[step]
                    ? "border-ink-2 bg-ink-2 text-sheet"
                    : step === current
                      ? "border-2 border-pen text-pen"
                      : "border-edge text-ink-3",
                )}
              >
                {reached[step] ? <Icon name="tick" /> : at + 1}
              </span>
              <span>
                <span className={classNames("block", step === current && !reached[step] && "font-bold")}>
                  {t(`steps.${step}`)}
                </span>
                {notes[step] && <span className="block text-ink-3 text-xs">{notes[step]}</span>}
              </span>
            </li>
          ))}
        </ol>
      </div>
      <div className="border-rule-2 border-b px-4 py-3">
        <Facts
          size="small"
          labelWidth="84px"
          facts={[
            { label: t("facts.specification"), value: `${filing.specification} v${filing.specificationVersion}` },
            { label: t("facts.from"), value: format.dateTime(filing.periodStart, "day") },
            { label: t("facts.to"), value: format.dateTime(filing.periodEnd, "day") },
            { label: t("facts.zone"), value: t("facts.zoneValue") },
            { label: t("facts.preparer"), value: person(filing.preparer, filing.preparedByViewer) },
            { label: t("facts.sealer"), value: person(filing.sealer, filing.sealedByViewer) },
          ]}
        />
      </div>
      <p className="px-4 py-3 text-ink-2 text-xs">{t("changed", { count: filing.changed })}</p>
    </div>
  );
}
