"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/trpc/provider";
import { StatusWord } from "@/components/ui/status-word";
import { Time } from "@/components/ui/time";
import { caseNumber } from "@/server/cases/contract-words";

const shownMeasures = 20;
const cell = "h-8 border-rule border-b pr-3";

/** Earlier and present measures on the subject, newest first. Nothing for those who may not see the ledger. */
export default function CaseMeasures({ code }: { code: string }) {
  const t = useTranslations("cases");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.measures.list.queryOptions({ code, limit: shownMeasures }, { retry: false }));
  if (!data || data.rows.length === 0) return null;
  return (
    <table className="mt-3 w-full border-collapse">
      <caption className="pb-1 text-ink-3 text-xs">{t("measures.caption")}</caption>
      <thead>
        <tr className="text-ink-3 text-xs">
          {(["from", "measure", "until", "state", "case"] as const).map((name) => (
            <th key={name} scope="col" className={`${cell} font-regular`}>
              {t(`measures.column.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {data.rows.map((row) => (
          <tr key={row.id}>
            <td className={cell}>
              <Time at={row.from} form="day" />
            </td>
            <th scope="row" className={`${cell} font-regular`}>
              {t(`measureKey.${row.key}`)}
            </th>
            <td className={cell}>{row.until ? <Time at={row.until} form="day" /> : t("measures.forGood")}</td>
            <td className={cell}>
              <StatusWord glyph={row.state === "in_force" ? "half" : "ring"}>
                {t(`measures.state.${row.state}`)}
              </StatusWord>
            </td>
            <td className={cell}>
              <Link className="link font-mono" href={`/cases/${caseNumber(row.caseNumber)}`} prefetch={false}>
                {caseNumber(row.caseNumber)}
              </Link>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
