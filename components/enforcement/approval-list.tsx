"use client";

import Link from "next/link";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useRef } from "react";
import { useListKeys } from "@/components/table/use-list-keys";
import { Name } from "@/components/ui/name";
import { type Severity, SeverityMark } from "@/components/ui/severity";
import { TimeLeft } from "@/components/ui/time";
import { caseNumber } from "@/server/cases/contract-words";
import { type ApprovalRow, inListOrder } from "./approval-order";
import { useMeasureWords } from "./words";

const hrefOf = (row: ApprovalRow) => `/approvals/${row.id}`;

/** Proposals that wait: first those that this person may rule on, then the others with the reason. */
export function ApprovalList({ rows, open, asOf }: { rows: readonly ApprovalRow[]; open: string | null; asOf: Date }) {
  const t = useTranslations("enforcement.approvals");
  const format = useFormatter();
  const zh = useLocale().startsWith("zh");
  const name = useMeasureWords();
  const container = useRef<HTMLDivElement>(null);
  const mine = rows.filter(({ bar }) => !bar);
  const others = rows.filter(({ bar }) => bar);
  const list = useListKeys({ container, ids: inListOrder(rows).map(({ id }) => id) });
  const line = (row: ApprovalRow) => (
    <li key={row.id}>
      <Link
        href={hrefOf(row)}
        data-item={row.id}
        tabIndex={list.tabIndexOf(row.id)}
        aria-current={row.id === open ? "true" : undefined}
        className="block border-rule border-b px-4 py-2.5 hover:bg-hover focus-visible:-outline-offset-2 aria-[current]:bg-sheet aria-[current]:shadow-[inset_3px_0_0_var(--pen)]"
      >
        <span className="flex items-center gap-2 text-xs">
          <SeverityMark level={row.severity as Severity} />
          <span className="sr-only">{caseNumber(row.caseNumber)}</span>
          <span className="ml-auto">{row.lapsesAt && <TimeLeft dueAt={row.lapsesAt} now={asOf} />}</span>
        </span>
        <span className={row.id === open ? "cut block font-bold" : "cut block"}>
          <Name of={row.subjectName} />
        </span>
        <span className="flex items-center gap-2 text-ink-3 text-xs">
          <span className="font-mono">{row.subjectCode}</span>
          {row.main && <span>{name(row.main)}</span>}
          <span className="ml-auto">{row.isMine ? t("proposerYou") : t("proposer", { name: row.proposerName })}</span>
        </span>
        {row.suspendedUntil && (
          <span className="block text-ink-2 text-xs">
            {t("suspended", { until: format.dateTime(row.suspendedUntil, "short") })}
          </span>
        )}
        {row.bar && <span className="block text-ink-2 text-xs">{zh ? row.bar.sentence.zh : row.bar.sentence.en}</span>}
      </Link>
    </li>
  );
  return (
    <>
      <header className="flex min-h-11 items-center gap-2 border-rule-2 border-b px-4">
        <h1 className="text-l">{t("title")}</h1>
        <span className="text-ink-3 text-xs">{t("counts", { mine: mine.length, others: others.length })}</span>
      </header>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the links inside have the focus; arrows move it among them. */}
      <div ref={container} className="min-h-0 flex-1 overflow-auto" onFocus={list.onFocus} onKeyDown={list.onKeyDown}>
        <ol>{mine.map(line)}</ol>
        {others.length > 0 && (
          <>
            <h2 className="border-rule border-b px-4 pt-3.5 pb-1.5 font-regular text-ink-3 text-xs">{t("barred")}</h2>
            <ol>{others.map(line)}</ol>
          </>
        )}
      </div>
    </>
  );
}
