"use client";

import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useDot } from "@/components/ui/dot";
import { Facts } from "@/components/ui/facts";
import { useName } from "@/components/ui/name";
import { Section } from "@/components/ui/page";
import type { AppealView } from "./appeal-screen";
import { Dialogue } from "./dialogue";
import { useMeasureName } from "./measure-name";
import { OpenedFiles } from "./opened-files";

type Props = {
  shown: AppealView;
  opened: NonNullable<AppealView["opened"]>;
  view: NonNullable<AppealView["view"]>;
};

/** What the officer found by herself beside what was decided, and what the person writes about it. */
export function Compared({ shown, opened, view }: Props) {
  const t = useTranslations("appeals.compare");
  const words = useTranslations("enforcement");
  const dot = useDot();
  const format = useFormatter();
  const zh = useLocale().startsWith("zh");
  const nameOf = useName();
  const measureName = useMeasureName();
  const { decision } = opened;
  const isSame = decision.finding === view.finding;
  return (
    <>
      <div className="grid border-rule border-t wide:grid-cols-2">
        <Section title={t("yours")} aside={format.dateTime(view.at, "short")} className="border-t-0">
          <p className="font-bold">{words(`finding.${view.finding}`)}</p>
          <p className="whitespace-pre-line break-words">{view.note ?? t("erased")}</p>
        </Section>
        <Section
          title={t("theirs")}
          aside={isSame ? t("same") : t("differs")}
          className="border-t-0 max-wide:border-t wide:border-l"
        >
          <p className="font-bold">{words(`finding.${decision.finding}`)}</p>
          <p className="mb-2 text-ink-2 text-xs">
            {[
              t("by", { name: decision.by, time: format.dateTime(decision.at, "short") }),
              ...(decision.secondBy ? [t("second", { name: decision.secondBy })] : []),
            ].join(dot)}
          </p>
          <Facts
            facts={[
              ...(decision.clauses.length > 0
                ? [
                    {
                      label: t("clauses"),
                      value: decision.clauses.map((clause) => (
                        <span key={clause.clause} className="block">
                          {clause.clause} {zh ? clause.names.zh : clause.names.en}
                        </span>
                      )),
                    },
                  ]
                : []),
              {
                label: t("measures"),
                value:
                  decision.measures.length === 0
                    ? t("none")
                    : decision.measures.map((measure) => (
                        <span key={measure.id} className="block">
                          {[
                            measureName(measure),
                            words(`state.${measure.state}`),
                            ...(measure.isHers || shown.kind === "objection"
                              ? []
                              : [t("other", { name: nameOf(measure.subjectName) })]),
                          ].join(dot)}
                        </span>
                      )),
              },
              ...(decision.facts
                ? [{ label: t("facts"), value: <span className="whitespace-pre-line">{decision.facts}</span> }]
                : []),
              ...(decision.reasoning ? [{ label: t("reasoning"), value: decision.reasoning }] : []),
              ...(decision.deviationReason ? [{ label: t("deviation"), value: decision.deviationReason }] : []),
            ]}
          />
        </Section>
      </div>
      <Section title={t("words")}>
        <p className="whitespace-pre-line break-words">{opened.text ?? t("erased")}</p>
      </Section>
      <OpenedFiles appealId={shown.id} files={opened.files} />
      {opened.dialogue.length > 0 && (
        <Section title={t("dialogue")}>
          <Dialogue messages={opened.dialogue} reader="officer" />
        </Section>
      )}
    </>
  );
}
