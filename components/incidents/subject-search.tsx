"use client";

import { useQuery } from "@tanstack/react-query";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { columnsFor } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Mono } from "@/components/ui/facts";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { Name } from "@/components/ui/name";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { creditLevels, grades, groupCategories } from "@/server/policy/contract";
import { groupStatuses, verificationStates } from "@/server/registry/contract";
import { accountFilter, type Filter, groupFilter, type Kind, noFilter, type Said } from "./form-state";

/** Rows of the list that are shown to choose from one by one. */
const shownRows = 50;

type Found = { readonly id: string; readonly code: string; readonly name: string; readonly what: string };
type Choice = {
  readonly name: keyof Filter;
  readonly label: string;
  readonly options: readonly (readonly [string, string])[];
};

function useChoices(kind: Kind): readonly Choice[] {
  const t = useTranslations("incidents.form");
  const words = useTranslations("registry");
  if (kind === "account")
    return [
      { name: "credit", label: t("credit"), options: creditLevels.map((level) => [level, level]) },
      {
        name: "verification",
        label: t("verification"),
        options: verificationStates.map((state) => [state, words(`verification.${state}`)]),
      },
      {
        name: "restricted",
        label: t("restricted"),
        options: [
          ["yes", t("yes")],
          ["no", t("no")],
        ],
      },
    ];
  return [
    { name: "status", label: t("status"), options: groupStatuses.map((status) => [status, words(`status.${status}`)]) },
    { name: "grade", label: t("grade"), options: grades.map((grade) => [String(grade), words(`grade.${grade}`)]) },
    {
      name: "category",
      label: t("category"),
      options: groupCategories.map((category) => [category, words(`category.${category}`)]),
    },
  ];
}

/** The first of those that match, as the registry lists them, and how many there are. */
function useFound(kind: Kind, filter: Filter | null) {
  const trpc = useTRPC();
  const format = useFormatter();
  const words = useTranslations("registry");
  const groups = useQuery(
    trpc.registry.groups.queryOptions(
      { ...groupFilter(filter ?? noFilter), limit: shownRows },
      { enabled: filter !== null && kind === "group" },
    ),
  );
  const accounts = useQuery(
    trpc.registry.accounts.queryOptions(
      { ...accountFilter(filter ?? noFilter), limit: shownRows },
      { enabled: filter !== null && kind === "account" },
    ),
  );
  const asked =
    kind === "group"
      ? { kind, filter: groupFilter(filter ?? noFilter) }
      : { kind, filter: accountFilter(filter ?? noFilter) };
  const count = useQuery(trpc.incidents.count.queryOptions(asked, { enabled: filter !== null }));
  const list = kind === "group" ? groups : accounts;
  const rows: readonly Found[] | undefined =
    kind === "group"
      ? groups.data?.rows.map(({ id, code, name, grade, memberCount, status }) => ({
          id,
          code,
          name,
          what: `${words(`grade.${grade as 1}`)} · ${format.number(memberCount)} · ${words(`status.${status as "active"}`)}`,
        }))
      : accounts.data?.rows.map(({ id, code, nickname, credit, verification }) => ({
          id,
          code,
          name: nickname,
          what: `${credit} · ${words(`verification.${verification as "verified"}`)}`,
        }));
  return { rows, count: count.data, error: list.error ?? count.error, isLoading: list.isLoading || count.isLoading };
}

type Props = { said: Said; change: (part: Partial<Said>) => void };

/** Collects from the registry by its own filters: row by row, those that are shown, or, in a step of its own, all that match. */
export function SubjectSearch({ said, change }: Props) {
  const t = useTranslations("incidents.form");
  const column = useTranslations("incidents.column");
  const locale = useLocale();
  const [typed, setTyped] = useState<Filter>(said.filter ?? noFilter);
  const choices = useChoices(said.kind);
  const { rows, count, error, isLoading } = useFound(said.kind, said.filter);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change({ filter: { ...typed, text: typed.text.trim() }, chosen: new Set() });
  };
  const chosen = said.chosen === "all" ? new Set(rows?.map(({ id }) => id)) : said.chosen;
  const c = columnsFor<Found>();
  const columns = c.columns([
    c.accessor("name", {
      header: column("name"),
      meta: { names: true },
      cell: ({ getValue }) => <Name of={getValue()} />,
    }),
    c.accessor("code", {
      header: column("code"),
      cell: ({ getValue }) => <Mono className="whitespace-nowrap text-xs">{getValue()}</Mono>,
    }),
    c.accessor("what", { header: t("what"), meta: { className: "text-ink-2 text-xs whitespace-nowrap" } }),
  ]);
  const all = count && !count.isMore ? count.count : null;
  return (
    <div>
      <form onSubmit={submit} className="flex flex-wrap items-end gap-x-3 gap-y-2">
        <Field label={t("search")} className="w-64">
          {(control) => (
            <Input
              {...control}
              type="search"
              maxLength={255}
              value={typed.text}
              onChange={(event) => setTyped({ ...typed, text: event.target.value })}
            />
          )}
        </Field>
        {choices.map(({ name, label, options }) => (
          <Field key={name} label={label}>
            {(control) => (
              <Select
                {...control}
                className="h-8"
                value={typed[name]}
                onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
              >
                <option value="">{t("any")}</option>
                {options.map(([value, text]) => (
                  <option key={value} value={value}>
                    {text}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        ))}
        <Button type="submit">{t("find")}</Button>
      </form>
      {error && <ErrorState title={sentenceOf(error, locale)} className="mt-3" />}
      {rows && !error && (
        <div className="mt-3" aria-busy={isLoading || undefined}>
          <div className="flex min-h-8 flex-wrap items-center gap-2 text-s">
            <span role="status" className="mr-auto">
              {count &&
                (count.isMore ? t("matchesMore", { count: count.count }) : t("matches", { count: count.count }))}
              {" · "}
              {said.chosen === "all" ? (
                <strong>{t("allChosen", { count: count?.count ?? 0 })}</strong>
              ) : (
                <strong>{t("chosen", { count: said.chosen.size })}</strong>
              )}
            </span>
            {rows.length > 0 && (
              <Button size="small" onClick={() => change({ chosen: new Set(rows.map(({ id }) => id)) })}>
                {t("choosePage", { count: rows.length })}
              </Button>
            )}
            {all !== null && all > rows.length && (
              <Button size="small" onClick={() => change({ chosen: "all" })}>
                {t("chooseAll", { count: all })}
              </Button>
            )}
            {chosen.size > 0 && (
              <Button size="small" look="quiet" onClick={() => change({ chosen: new Set() })}>
                {t("chooseNone")}
              </Button>
            )}
          </div>
          <div className="max-h-80 overflow-auto border-rule border-y" data-density="32">
            <DataTable
              caption={t("found")}
              columns={columns}
              rows={rows}
              rowId={(row) => row.id}
              density={32}
              selection={{
                ids: chosen,
                onChange: (ids) => change({ chosen: ids }),
                nameOf: ({ name, code }) => `${name} ${code}`,
              }}
              empty={<EmptyState>{t("none")}</EmptyState>}
            />
          </div>
        </div>
      )}
    </div>
  );
}
