"use client";

import dynamic from "next/dynamic";
import { useFormatter, useTranslations } from "next-intl";
import { type ReactNode, useEffect, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Bars } from "./bars";
import { useBoard } from "./chart-board";
import { type ChartData, toCsv } from "./chart-data";
import { ChartTable } from "./chart-table";
import { Definition, type DefinitionText } from "./definition";
import { Swatch } from "./tones";

const loading = () => <div className="h-[230px]" />;
// Recharts comes only to pages that draw with it.
const StackedBars = dynamic(() => import("./stacked-bars"), { ssr: false, loading });
const Lines = dynamic(() => import("./lines"), { ssr: false, loading });

export type ChartPanelProps = {
  title: string;
  /** What the picture says in one sentence, for those who do not see it. */
  summary: string;
  /** Beside the title: unit, total, period. */
  aside?: ReactNode;
  kind: "bars" | "stack" | "lines";
  data: ChartData;
  definition: DefinitionText;
  /** A line to stay under, in the unit of the values; of `lines` only. */
  limit?: { value: number; label: string };
  /** Of the downloaded file, without its ending. */
  fileName: string;
};

function download(data: ChartData, fileName: string) {
  const url = URL.createObjectURL(new Blob([toCsv(data)], { type: "text/csv;charset=utf-8" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: `${fileName}.csv` });
  link.click();
  URL.revokeObjectURL(url);
}

/** A chart with its definition, its legend, the same numbers as a table, and as a file. */
export function ChartPanel(props: ChartPanelProps) {
  const t = useTranslations("common.chart");
  const id = useId();
  const board = useBoard();
  const join = board?.join;
  useEffect(() => join?.(id), [join, id]);
  const [own, setOwn] = useState(false);
  const table = board ? board.isTable(id) : own;
  const { title, data, kind } = props;
  const legend = kind !== "bars" && data.series.length > 1;

  return (
    <section
      aria-labelledby={`${id}-title`}
      data-item={id}
      tabIndex={board?.tabIndexOf(id)}
      className="min-w-0 border-rule border-b pt-3 pb-2.5"
    >
      <header className="flex min-h-6 items-center gap-2">
        <h2 id={`${id}-title`} className="text-s">
          {title}
        </h2>
        <Definition title={title} text={props.definition} />
        {props.aside && <span className="cut text-ink-3 text-xs">{props.aside}</span>}
        <span className="ml-auto flex">
          <Button
            look="quiet"
            size="small"
            aria-pressed={table}
            aria-label={t(table ? "showChart" : "showTable", { title })}
            onClick={() => (board ? board.toggle(id) : setOwn(!own))}
          >
            <Icon name={table ? "chart" : "table"} />
          </Button>
          <Button
            look="quiet"
            size="small"
            aria-label={t("download", { title })}
            onClick={() => download(data, props.fileName)}
          >
            <Icon name="download" />
          </Button>
        </span>
      </header>
      {legend && !table && (
        <ul className="mt-px mb-1.5 flex flex-wrap gap-x-3.5 text-ink-2 text-xs">
          {data.series.map((series) => (
            <li key={series.key} className="inline-flex items-center gap-1.5">
              <Swatch tone={series.tone} line={kind === "lines"} patterns={`${id}-${series.key}`} />
              {series.label}
            </li>
          ))}
        </ul>
      )}
      {data.rows.length === 0 ? (
        <p className="py-8 text-ink-3">{t("empty")}</p>
      ) : table ? (
        <ChartTable caption={title} data={data} />
      ) : kind === "bars" ? (
        <Bars data={data} patterns={id} />
      ) : kind === "stack" ? (
        <StackedBars data={data} name={`${title}: ${props.summary}`} />
      ) : (
        <Lines data={data} name={`${title}: ${props.summary}`} limit={props.limit} />
      )}
    </section>
  );
}

type FigureProps = {
  label: string;
  value: number | null;
  unit?: ReactNode;
  /** The period before, and the difference. */
  compared?: ReactNode;
  definition: DefinitionText;
  /** The rows behind the figure. */
  href?: string;
};

/** One large number of a dashboard, with its definition, what it was before, and the rows behind it. */
export function Figure({ label, value, unit, compared, definition, href }: FigureProps) {
  const t = useTranslations("common.chart");
  const format = useFormatter();
  const shown = value === null ? "–" : format.number(value);
  return (
    <div className="border-rule border-b border-l px-4 py-2.5">
      <div className="flex items-center gap-1.5 text-ink-2">
        {label}
        <Definition title={label} text={definition} />
      </div>
      <p className="text-figure tracking-[-0.01em]">
        {href && value !== null ? (
          <a href={href} aria-label={t("rows", { figure: `${label} ${shown}` })} className="hover:text-pen">
            {shown}
          </a>
        ) : (
          shown
        )}
        {unit && <small className="ml-1 text-ink-2 text-m tracking-normal">{unit}</small>}
      </p>
      {compared && <p className="text-ink-3 text-xs">{compared}</p>}
    </div>
  );
}
