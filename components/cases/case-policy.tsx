"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/trpc/provider";
import { type Severity, SeverityMark } from "@/components/ui/severity";
import { useVocabulary } from "./words";

/** The clauses that the reports are about, with the law behind them. */
export default function CasePolicy({ caseId }: { caseId: string }) {
  const t = useTranslations("cases.policy");
  const trpc = useTRPC();
  const { say } = useVocabulary();
  const { data, isSuccess } = useQuery(trpc.cases.clauses.queryOptions({ caseId }, { staleTime: 60_000 }));
  if (!isSuccess) return null;
  return (
    <>
      <p className="py-1 text-ink-3 text-xs">{t("version", { label: data.label })}</p>
      {data.clauses.length === 0 && <p className="text-ink-3">{t("none")}</p>}
      <dl>
        {data.clauses.map((clause) => (
          <div key={clause.key} className="border-rule border-b py-2 last:border-b-0">
            <dt className="flex items-baseline gap-2">
              <span className="font-mono">{clause.clause}</span>
              <b>{say(clause.names, clause.key)}</b>
              <SeverityMark level={clause.severity as Severity} />
            </dt>
            <dd>
              <p>{say(clause.rule, clause.key)}</p>
              {clause.legal.map(({ law: names, version, article, paragraph }) => {
                const law = say(names, names.zh);
                return (
                  <p key={`${names.zh} ${article} ${paragraph ?? ""}`} className="text-ink-2 text-xs">
                    {paragraph === undefined
                      ? t("article", { law, version, article })
                      : t("articleParagraph", { law, version, article, paragraph })}
                  </p>
                );
              })}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
