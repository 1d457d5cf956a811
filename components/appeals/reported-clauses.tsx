"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useTRPC } from "@/components/trpc/provider";
import { Section } from "@/components/ui/page";

/** The rules that the reports of the case were about, as reporters chose them: not what the decision found. */
export function ReportedClauses({ caseId }: { caseId: string }) {
  const t = useTranslations("appeals");
  const zh = useLocale().startsWith("zh");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.cases.clauses.queryOptions({ caseId }));
  if (!data || data.clauses.length === 0) return null;
  return (
    <Section title={t("reported")} aside={t("policy", { label: data.label })}>
      <ul className="grid gap-1">
        {data.clauses.map(({ key, clause, names, rule }) => (
          <li key={key}>
            <span className="font-mono text-xs">{clause}</span> <strong>{zh ? names.zh : names.en}</strong>
            <span className="block text-ink-2">{zh ? rule.zh : rule.en}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
