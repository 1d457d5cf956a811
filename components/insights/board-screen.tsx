"use client";

import { useFormatter, useLocale, useTranslations } from "next-intl";
import { ChartBoard } from "@/components/chart/chart-board";
import type { ChartData } from "@/components/chart/chart-data";
import { ChartPanel, Figure } from "@/components/chart/chart-panel";
import type { RouterOutputs } from "@/components/trpc/provider";
import { ButtonLink } from "@/components/ui/button";
import { PageTitle, Sheet } from "@/components/ui/page";
import { appealsHref, rowsHref } from "./address";
import { BoardFilters } from "./board-filters";
import { BreachGrid } from "./breach-grid";
import { RepeatedTable } from "./repeated-table";

type BoardData = RouterOutputs["insights"]["board"];
/** Categories that are named; the rest are one bar. */
const namedCategories = 7;

/** The manager's board: six figures, then where time and risk go. Every figure opens its rows. */
export function BoardScreen({ board, queue }: { board: BoardData; queue: string | undefined }) {
  const t = useTranslations("insights");
  const locale = useLocale();
  const format = useFormatter();
  const span = { from: board.from, to: board.to, queue };
  const { figures, before, asOf } = board;
  const defined = (
    what: Parameters<typeof t>[0],
    formula: "count" | "backlog" | "overdue" | "median" | "percentiles" | "rate",
    days = 0,
  ) => ({
    what: t(what, { days }),
    formula: t(`formula.${formula}`),
    asOf,
  });
  const compared = (
    now: number | null,
    then: number | null,
    [up, down]: readonly ["more", "fewer"] | readonly ["slower", "faster"] | readonly ["higher", "lower"] = [
      "more",
      "fewer",
    ],
  ) => {
    if (now === null || then === null) return "–";
    const more = now - then;
    const change =
      more === 0 ? t("same") : t(more > 0 ? up : down, { value: format.number(Math.round(Math.abs(more) * 10) / 10) });
    return t("compared", { before: t("before", { value: format.number(then) }), change });
  };
  const rate = (part: number, whole: number) => (whole === 0 ? null : Math.round((part / whole) * 1_000) / 10);
  const dayRow = (day: string) => ({
    key: day,
    label: format.dateTime(new Date(`${day}T12:00:00+08:00`), "day"),
    short: String(Number(day.slice(8))),
  });
  const open = (changes: Omit<Parameters<typeof rowsHref>[0], "from" | "to" | "queue">) =>
    rowsHref({ ...span, ...changes });

  const flow: ChartData = {
    rowsLabel: t("column.day"),
    series: [
      { key: "reports", label: t("series.reports"), tone: "c2" },
      { key: "decisions", label: t("series.decisions"), tone: "c4" },
    ],
    rows: board.flow.map(({ day, reports, decisions }) => ({
      ...dayRow(day),
      href: open({ figure: "reports", day }),
      values: { reports, decisions },
    })),
  };
  const backlog: ChartData = {
    rowsLabel: t("column.day"),
    series: [
      { key: "fresh", label: t("series.fresh"), tone: "c1" },
      { key: "today", label: t("series.today"), tone: "c2" },
      { key: "old", label: t("series.old"), tone: "c3" },
      { key: "overdue", label: t("series.overdue"), tone: "late" },
    ],
    rows: board.backlog.map(({ day, fresh, today, old, overdue }) => ({
      ...dayRow(day),
      href: open({ figure: "backlog", day }),
      values: { fresh, today, old, overdue },
    })),
  };
  const speed: ChartData = {
    rowsLabel: t("column.day"),
    series: [
      { key: "p95", label: t("series.p95"), tone: "c3" },
      { key: "median", label: t("series.median"), tone: "c4" },
    ],
    rows: board.speed.map(({ day, median, p95 }) => ({
      ...dayRow(day),
      href: open({ figure: "decisions", day }),
      values: { p95, median },
    })),
  };
  const named = board.byCategory.slice(0, namedCategories);
  const others = board.byCategory.slice(namedCategories);
  const othersCount = others.reduce((sum, row) => sum + row.count, 0);
  const share = (count: number) => (figures.cases === 0 ? "" : format.number(count / figures.cases, "percent"));
  const categories: ChartData = {
    rowsLabel: t("column.category"),
    series: [{ key: "count", label: t("series.count"), tone: "c4" }],
    rows: [
      ...named.map((row) => ({
        key: row.category,
        label: row.names ? (locale.startsWith("zh") ? row.names.zh : row.names.en) : t("noCategory"),
        href: open({ figure: "cases", category: row.category }),
        aside: share(row.count),
        values: { count: row.count },
      })),
      ...(others.length > 0
        ? [
            {
              key: "others",
              label: t("others", { count: others.length }),
              aside: share(othersCount),
              tone: "c1" as const,
              values: { count: othersCount },
            },
          ]
        : []),
    ],
  };
  const grades: ChartData = {
    rowsLabel: t("column.grade"),
    series: [{ key: "count", label: t("series.count"), tone: "c3" }],
    rows: board.byGrade.map((row) => ({
      key: String(row.grade),
      label: t("grade", { grade: String(row.grade) }),
      href: open({ figure: "cases", grade: row.grade }),
      aside: share(row.count),
      values: { count: row.count },
    })),
  };
  const measures: ChartData = {
    rowsLabel: t("column.measure"),
    series: [{ key: "count", label: t("series.count"), tone: "c3" }],
    rows: board.byMeasure.map((row) => ({
      key: row.measure,
      label: t(`measure.${row.measure as "warn"}`),
      href: open({ figure: "measures", measure: row.measure as "warn" }),
      tone: row.severe > 0 ? ("second" as const) : ("c3" as const),
      values: { count: row.count },
    })),
  };
  const summary = (title: string, data: ChartData) => t("summary", { title, count: data.rows.length });

  return (
    <Sheet>
      <PageTitle
        title={t("title")}
        aside={<BoardFilters board={board} queue={queue} />}
        tools={
          <>
            <span className="text-ink-3 text-xs">{t("asOf", { at: format.dateTime(asOf, "minute") })}</span>
            <ButtonLink href={appealsHref(span)}>{t("appeals.open")}</ButtonLink>
          </>
        }
      />
      {/* The first of each row stands on the margin; its line is beyond the edge. */}
      <div className="overflow-hidden border-ink border-t">
        <div className="-ml-4 grid grid-cols-2 tablet:grid-cols-3 wide:grid-cols-6">
          <Figure
            label={t("figure.cases")}
            value={figures.cases}
            unit={t("unit.cases")}
            compared={compared(figures.cases, before.cases)}
            definition={defined("what.cases", "count")}
            href={open({ figure: "cases" })}
          />
          <Figure
            label={t("figure.backlog")}
            value={figures.backlog}
            unit={t("unit.cases")}
            compared={compared(figures.backlog, before.backlog)}
            definition={defined("what.backlog", "backlog")}
            href={open({ figure: "backlog" })}
          />
          <Figure
            label={t("figure.overdue")}
            value={figures.overdue}
            unit={t("unit.cases")}
            definition={defined("what.overdue", "overdue")}
            href={open({ figure: "overdue" })}
          />
          <Figure
            label={t("figure.firstAction")}
            value={figures.firstActionMinutes}
            unit={t("unit.minutes")}
            compared={compared(figures.firstActionMinutes, before.firstActionMinutes, ["slower", "faster"])}
            definition={defined("what.firstAction", "median")}
          />
          <Figure
            label={t("figure.decisionTime")}
            value={figures.decisionMinutes}
            unit={t("unit.minutes")}
            compared={compared(figures.decisionMinutes, before.decisionMinutes, ["slower", "faster"])}
            definition={defined("what.decisionTime", "median")}
            href={open({ figure: "decisions" })}
          />
          <Figure
            label={t("figure.actionRate")}
            value={rate(figures.acted, figures.decisions)}
            unit={t("unit.percent")}
            compared={compared(rate(figures.acted, figures.decisions), rate(before.acted, before.decisions), [
              "higher",
              "lower",
            ])}
            definition={defined("what.actionRate", "rate")}
            href={open({ figure: "acted" })}
          />
        </div>
      </div>
      <ChartBoard className="grid gap-x-6 tablet:grid-cols-2 wide:grid-cols-3">
        <ChartPanel
          kind="lines"
          title={t("panel.flow")}
          aside={t("aside.flow")}
          summary={summary(t("panel.flow"), flow)}
          data={flow}
          definition={defined("what.flow", "count")}
          fileName={`docket-flow-${board.to}`}
        />
        <ChartPanel
          kind="stack"
          title={t("panel.backlog")}
          aside={t("aside.backlog")}
          summary={summary(t("panel.backlog"), backlog)}
          data={backlog}
          definition={defined("what.backlogChart", "backlog")}
          fileName={`docket-backlog-${board.to}`}
        />
        <ChartPanel
          kind="lines"
          title={t("panel.speed")}
          aside={t("aside.speed")}
          summary={summary(t("panel.speed"), speed)}
          data={speed}
          definition={defined("what.speed", "percentiles")}
          fileName={`docket-speed-${board.to}`}
        />
        <BreachGrid board={board} queue={queue} definition={defined("what.breaches", "count")} />
        <ChartPanel
          kind="bars"
          title={t("panel.categories")}
          aside={t("aside.share", {
            share: share(board.byCategory.slice(0, 5).reduce((sum, row) => sum + row.count, 0)),
          })}
          summary={summary(t("panel.categories"), categories)}
          data={categories}
          definition={defined("what.categories", "count")}
          fileName={`docket-categories-${board.to}`}
        />
        <ChartPanel
          kind="bars"
          title={t("panel.measures")}
          aside={t("aside.measures", { count: figures.measures })}
          summary={summary(t("panel.measures"), measures)}
          data={measures}
          definition={defined("what.measures", "count")}
          fileName={`docket-measures-${board.to}`}
        />
        <ChartPanel
          kind="bars"
          title={t("panel.grades")}
          summary={summary(t("panel.grades"), grades)}
          data={grades}
          definition={defined("what.grades", "count")}
          fileName={`docket-grades-${board.to}`}
        />
        <RepeatedTable
          board={board}
          queue={queue}
          definition={defined("what.repeated", "count", board.repeatWindowDays)}
        />
      </ChartBoard>
      <p className="py-3 text-ink-3 text-xs">{t("withheld")}</p>
    </Sheet>
  );
}
