"use client";

import { useFormatter, useLocale, useTranslations } from "next-intl";
import { ChartBoard } from "@/components/chart/chart-board";
import type { ChartData } from "@/components/chart/chart-data";
import { ChartPanel, Figure } from "@/components/chart/chart-panel";
import type { RouterOutputs } from "@/components/trpc/provider";
import { ButtonLink } from "@/components/ui/button";
import { PageTitle, Sheet } from "@/components/ui/page";
import { appealRowsHref, appealsHref, boardHref } from "./address";
import { PeriodFilters } from "./period-filters";

type BoardData = RouterOutputs["insights"]["appeals"];
type OneBoard = BoardData["boards"][number];

/** Appeals and objections, apart: how many, how long, and what became of the decisions. Nothing of anybody of the staff. */
export function AppealsScreen({ board }: { board: BoardData }) {
  const t = useTranslations("insights");
  const format = useFormatter();
  return (
    <Sheet>
      <PageTitle
        title={t("appeals.title")}
        aside={<PeriodFilters board={board} hrefOf={appealsHref} />}
        tools={
          <>
            <span className="text-ink-3 text-xs">{t("asOf", { at: format.dateTime(board.asOf, "minute") })}</span>
            <ButtonLink href={boardHref({ from: board.from, to: board.to })}>{t("appeals.back")}</ButtonLink>
          </>
        }
      />
      {board.boards.map((each) => (
        <KindBoard key={each.kind} board={board} of={each} />
      ))}
      <p className="py-3 text-ink-3 text-xs">{t("appeals.withheld", { count: board.smallestGroup })}</p>
    </Sheet>
  );
}

function KindBoard({ board, of }: { board: BoardData; of: OneBoard }) {
  const t = useTranslations("insights");
  const a = useTranslations("insights.appeals");
  const locale = useLocale();
  const format = useFormatter();
  const { figures, before, kind } = of;
  const span = { from: board.from, to: board.to, kind };
  const defined = (what: Parameters<typeof a>[0], formula: Parameters<typeof a>[0]) => ({
    what: a(what),
    formula: a(formula),
    asOf: board.asOf,
  });
  const compared = (then: number | null) => (then === null ? "–" : t("before", { value: format.number(then) }));
  const counts = (
    name: "filed" | "ruled" | "late" | "open" | "waiting" | "overdue",
    formula: "period" | "now",
    then?: number,
  ) => (
    <Figure
      label={a(`figure.${name}`)}
      value={figures[name]}
      unit={a(`unit.${kind}`)}
      {...(then === undefined ? {} : { compared: compared(then) })}
      definition={defined(`what.${name}`, `formula.${formula}`)}
      href={appealRowsHref({ ...span, figure: name })}
    />
  );
  const share = (row: { count: number; changed: number }) => a("share", { changed: row.changed, count: row.count });
  const percent = (row: { count: number; changed: number }) => Math.round((row.changed / row.count) * 100);
  const measures: ChartData = {
    rowsLabel: t("column.measure"),
    series: [{ key: "rate", label: a("rate"), tone: "c3" }],
    rows: of.byMeasure.map((row) => ({
      key: row.measure,
      label: t(`measure.${row.measure as "warn"}`),
      href: appealRowsHref({ ...span, figure: "merits", measure: row.measure as "warn" }),
      aside: share(row),
      values: { rate: percent(row) },
    })),
  };
  const clauses: ChartData = {
    rowsLabel: a("clause"),
    series: [{ key: "rate", label: a("rate"), tone: "c4" }],
    rows: of.byClause.map((row) => ({
      key: row.clause,
      label: row.names ? (locale.startsWith("zh") ? row.names.zh : row.names.en) : t("noCategory"),
      href: appealRowsHref({ ...span, figure: "merits", clause: row.clause }),
      aside: share(row),
      values: { rate: percent(row) },
    })),
  };
  const summary = (title: string, data: ChartData) => t("summary", { title, count: data.rows.length });
  const title = a(`kind.${kind}`);
  return (
    <section aria-label={title} className="pb-4">
      <h2 className="mb-1 text-l">{title}</h2>
      <div className="overflow-hidden border-ink border-t">
        <div className="-ml-4 grid grid-cols-2 tablet:grid-cols-3 wide:grid-cols-5">
          {counts("filed", "period", before.filed)}
          {counts("ruled", "period", before.ruled)}
          <Figure
            label={a(kind === "appeal" ? "figure.changed" : "figure.right")}
            value={figures.changedPercent}
            unit={t("unit.percent")}
            compared={compared(before.changedPercent)}
            definition={defined("what.changed", "formula.changed")}
            href={appealRowsHref({ ...span, figure: "changed" })}
          />
          <Figure
            label={a("figure.median")}
            value={figures.medianHours}
            unit={a("hours")}
            compared={compared(before.medianHours)}
            definition={defined("what.time", "formula.median")}
            href={appealRowsHref({ ...span, figure: "ruled" })}
          />
          <Figure
            label={a("figure.p95")}
            value={figures.p95Hours}
            unit={a("hours")}
            compared={compared(before.p95Hours)}
            definition={defined("what.time", "formula.p95")}
            href={appealRowsHref({ ...span, figure: "ruled" })}
          />
          {counts("late", "period", before.late)}
          {counts("open", "now")}
          {counts("waiting", "now")}
          {counts("overdue", "now")}
          <Figure
            label={a("figure.reviewers")}
            value={figures.reviewers}
            unit={a("people")}
            compared={figures.reviewers === null ? a("tooFew", { count: board.smallestGroup }) : ""}
            definition={defined("what.reviewers", "formula.reviewers")}
          />
        </div>
      </div>
      <ChartBoard className="grid gap-x-6 tablet:grid-cols-2">
        {kind === "appeal" && (
          <ChartPanel
            kind="bars"
            title={a("panel.measures")}
            aside={a("aside")}
            summary={summary(a("panel.measures"), measures)}
            data={measures}
            definition={defined("what.measures", "formula.changed")}
            fileName={`docket-appeals-measures-${board.to}`}
          />
        )}
        <ChartPanel
          kind="bars"
          title={a(kind === "appeal" ? "panel.clauses" : "panel.categories")}
          aside={a("aside")}
          summary={summary(a(kind === "appeal" ? "panel.clauses" : "panel.categories"), clauses)}
          data={clauses}
          definition={defined(kind === "appeal" ? "what.clauses" : "what.categories", "formula.changed")}
          fileName={`docket-${kind}s-clauses-${board.to}`}
        />
      </ChartBoard>
    </section>
  );
}
