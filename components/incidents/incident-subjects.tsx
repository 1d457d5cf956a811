"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { withParams } from "@/components/table/list-params";
import { type RouterOutputs, useTRPC } from "@/components/trpc/provider";
import { Mono } from "@/components/ui/facts";
import { Select } from "@/components/ui/input";
import { Name } from "@/components/ui/name";
import { Section } from "@/components/ui/page";
import { EmptyState } from "@/components/ui/states";
import { StatusWord } from "@/components/ui/status-word";
import { Time } from "@/components/ui/time";
import { caseNumber } from "@/server/cases/contract-words";
import { incidentNumber, incidentRowStates, rowWord } from "@/server/incidents/contract-words";
import { IncidentExport } from "./incident-export";
import { isRowState, rowGlyphs } from "./words";

type Shown = RouterOutputs["incidents"]["get"];
type Row = RouterOutputs["incidents"]["subjects"]["rows"][number];

/** Its subjects, each with its result; the filter and the page live in the address. */
export function IncidentSubjects({ shown, refreshMs }: { shown: Shown; refreshMs: number | false }) {
  const t = useTranslations("incidents");
  const format = useFormatter();
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();
  const trpc = useTRPC();
  const asked = params.get("result");
  const state = isRowState(asked) ? asked : undefined;
  const after = params.get("after") ?? undefined;
  const { data } = useQuery(
    trpc.incidents.subjects.queryOptions(
      { incidentId: shown.id, ...(state && { state }), ...(after && { cursor: after }) },
      { refetchInterval: refreshMs, placeholderData: keepPreviousData },
    ),
  );
  const hrefOf = (row: Row) =>
    row.measureId ? `/measures/${row.measureId}` : `/${shown.kind === "group" ? "groups" : "accounts"}/${row.code}`;
  const c = columnsFor<Row>();
  const columns = c.columns([
    c.accessor("name", {
      header: t("column.name"),
      meta: { names: true },
      cell: ({ row: { original: row } }) => (
        <Link className="cut hover:underline" href={hrefOf(row)} prefetch={false}>
          <Name of={row.name} />
        </Link>
      ),
    }),
    c.accessor("code", {
      header: t("column.code"),
      cell: ({ getValue }) => <Mono className="whitespace-nowrap text-xs">{getValue()}</Mono>,
    }),
    c.accessor("state", {
      header: t("column.result"),
      cell: ({ row: { original: row } }) => (
        <StatusWord
          glyph={rowGlyphs[rowWord(row.state, shown.state)]}
          tone={row.state === "failed" || row.state === "unreversed" ? "late" : "plain"}
          className="whitespace-normal"
        >
          {t(`row.${rowWord(row.state, shown.state)}`)}
          {row.cause && `: ${t(`cause.${row.cause}`)}`}
        </StatusWord>
      ),
    }),
    c.accessor("caseNumber", {
      header: t("column.case"),
      cell: ({ getValue }) => {
        const number = getValue();
        return number === null ? null : (
          <Link className="font-mono text-xs hover:underline" href={`/cases/${caseNumber(number)}`} prefetch={false}>
            {caseNumber(number)}
          </Link>
        );
      },
    }),
    c.accessor("settledAt", {
      header: t("column.at"),
      meta: { hideUnder: "wide", className: "text-ink-2 text-xs" },
      cell: ({ getValue }) => {
        const at = getValue();
        return at ? <Time at={at} form="short" /> : null;
      },
    }),
  ]);
  if (!data) return null;
  return (
    <Section
      title={t("screen.subjects")}
      aside={format.number(shown.total)}
      tools={
        <>
          {shown.mayExport && <IncidentExport name={incidentNumber(shown.number)} />}
          <Select
            aria-label={t("filter.result")}
            className="h-8 w-52"
            value={state ?? ""}
            onChange={(event) => router.push(withParams(path, params, { result: event.target.value, after: "" }))}
          >
            <option value="">
              {t("filter.result")}: {t("filter.any")}
            </option>
            {incidentRowStates
              .filter((each) => each === state || shown.figures[each] > 0)
              .map((each) => (
                <option key={each} value={each}>
                  {t(`row.${rowWord(each, shown.state)}`)} ({format.number(shown.figures[each])})
                </option>
              ))}
          </Select>
        </>
      }
    >
      <DataTable
        caption={t("screen.subjectsCaption")}
        columns={columns}
        rows={data.rows}
        rowId={(row) => String(row.ordinal)}
        rowHref={hrefOf}
        next={data.next}
        density={32}
        empty={<EmptyState>{t(state ? "screen.noSubjects" : "screen.nobody")}</EmptyState>}
      />
    </Section>
  );
}
