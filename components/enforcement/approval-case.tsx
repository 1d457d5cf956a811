"use client";

import { useFormatter, useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { RouterOutputs } from "@/components/trpc/provider";
import { useDot } from "@/components/ui/dot";
import { Facts } from "@/components/ui/facts";
import { useName } from "@/components/ui/name";
import { Section } from "@/components/ui/page";
import { type Severity, SeverityMark } from "@/components/ui/severity";
import { StatusWord } from "@/components/ui/status-word";
import { Time } from "@/components/ui/time";
import { caseNumber } from "@/server/cases/contract-words";
import { useMeasureWords } from "./words";

export type ApprovalView = RouterOutputs["approvals"]["get"];

/** The proposal as its approver reads it: ladder, the proposer's decision, like decisions, evidence. Nothing can be changed. */
export function ApprovalCase({ shown, evidence }: { shown: ApprovalView; evidence: ReactNode }) {
  const dot = useDot();
  const t = useTranslations("enforcement.approvals");
  const words = useTranslations("enforcement");
  const zh = useLocale().startsWith("zh");
  const name = useMeasureWords();
  const nameOf = useName();
  const format = useFormatter();
  const inLocale = (text: { zh: string; en: string }) => (zh ? text.zh : text.en);
  const main = shown.will?.measures[0];
  return (
    <article>
      <header className="px-5 py-3.5">
        <div className="flex flex-wrap items-center gap-2 text-xs">
          <SeverityMark level={shown.severity as Severity} />
          <span className="font-mono text-ink-2">{caseNumber(shown.caseNumber)}</span>
          <StatusWord glyph={shown.state === "proposed" ? "half" : "tick"}>
            {shown.state === "proposed" ? t("waiting") : t("done")}
          </StatusWord>
          <span className="text-ink-3">
            {t("proposedAt", { round: shown.round, time: format.dateTime(shown.proposedAt, "short") })}
          </span>
        </div>
        <h2 className="my-1 text-xl">
          {main ? t("heading", { measure: name(main), name: nameOf(shown.subject.name) }) : nameOf(shown.subject.name)}
        </h2>
        <p className="flex flex-wrap gap-3 text-ink-2">
          <span className="font-mono">{shown.subject.code}</span>
          <span>{words(`kind.${shown.subject.kind}`)}</span>
          {shown.subject.status && <span>{words(`status.${shown.subject.status as "active"}`)}</span>}
          <span>{t("reports", { count: shown.reports })}</span>
          <span>{t("strikes", { count: shown.strikes, days: shown.windowDays })}</span>
        </p>
      </header>
      <Section title={t("ladder")} aside={shown.deviates ? t("deviated") : t("followed")}>
        <ol className="grid grid-cols-[repeat(auto-fit,minmax(120px,1fr))] gap-x-3 gap-y-2">
          {shown.climbed.map((rung) => (
            <li key={`${rung.key} ${rung.enteredAt.toISOString()}`} className="border-ink-2 border-t-2 pt-2">
              {name(rung)}
              <span className="block text-ink-3 text-xs">
                <Time at={rung.enteredAt} form="short" />
                {dot}
                {words(`state.${rung.state}`)}
              </span>
            </li>
          ))}
          {main && (
            <li className="border-rule-2 border-t-2 pt-2 font-bold">
              {name(main)}
              <span className="block font-regular text-ink-3 text-xs">
                {shown.climbed.length === 0 ? t("ladderNone") : t("ladderNow")}
              </span>
            </li>
          )}
        </ol>
      </Section>
      <div className="grid border-rule border-t wide:grid-cols-2">
        <Section title={t("decision")} aside={t("readOnly")} className="border-t-0">
          <Facts
            facts={[
              {
                label: t("clause"),
                value: shown.clauses.map((clause) => (
                  <span key={clause.clause} className="block">
                    {clause.clause} {inLocale(clause.names)}
                    <span className="block text-ink-3 text-xs">
                      {[words("rail.policy", { label: shown.policyLabel }), ...clause.legal.map(inLocale)].join(dot)}
                    </span>
                  </span>
                )),
              },
              { label: t("finding"), value: words(`finding.${shown.finding}`) },
              { label: t("facts"), value: <span className="whitespace-pre-line">{shown.facts}</span> },
              ...(shown.will?.measures ?? []).flatMap((measure, at) => {
                const own = shown.measureFacts[at]?.facts;
                return own
                  ? [{ label: words(`standing.${measure.standing}`), value: own, key: `${at} ${measure.subjectCode}` }]
                  : [];
              }),
              ...(shown.recommendation ? [{ label: t("recommended"), value: inLocale(shown.recommendation) }] : []),
              ...(shown.deviationReason ? [{ label: t("deviation"), value: shown.deviationReason }] : []),
              ...(shown.reasoning ? [{ label: t("reasoning"), value: shown.reasoning }] : []),
            ]}
          />
        </Section>
        <Section title={t("alike")} aside={t("alikeAside")} className="border-t-0">
          {shown.alike.length === 0 ? (
            <p className="text-ink-3">{t("alikeNone")}</p>
          ) : (
            <table className="w-full border-collapse">
              <caption className="sr-only">{t("alike")}</caption>
              <thead>
                <tr className="border-rule-2 border-b text-ink-3 text-xs">
                  <th scope="col" className="py-1 font-regular">
                    {t("result")}
                  </th>
                  <th scope="col" className="py-1 text-end font-regular">
                    {t("count")}
                  </th>
                </tr>
              </thead>
              <tbody>
                {shown.alike.map((row) => (
                  <tr key={row.key} className="border-rule border-b">
                    <td className="py-1">{words(`measure.${row.key}`)}</td>
                    <td className="py-1 text-end">{row.count}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </Section>
      </div>
      {evidence}
    </article>
  );
}
