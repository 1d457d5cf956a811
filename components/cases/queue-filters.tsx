"use client";

import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { FilterChip } from "@/components/ui/chip";
import { Icon } from "@/components/ui/icon";
import { Input } from "@/components/ui/input";
import { Menu } from "@/components/ui/menu";
import { caseOrders, naturalDirection, stateFilters } from "@/server/cases/contract-words";
import { sources } from "@/server/kernel/actor";
import { densities, isFiltered, orderOf, queueParsers } from "./queue-params";
import { useVocabulary } from "./words";

type Choice = { readonly value: string; readonly label: string };

/** A filter under a chip; the first entry takes it away. */
function FilterMenu({
  label,
  chosen,
  choices,
  any,
  onChoose,
}: {
  label: string;
  chosen: string | null;
  choices: readonly Choice[];
  /** Undefined: something is always chosen. */
  any?: string;
  onChoose: (value: string | null) => void;
}) {
  const current = choices.find((choice) => choice.value === chosen)?.label ?? chosen;
  return (
    <Menu
      trigger={
        <FilterChip>
          <span className="sr-only">{label}: </span>
          {current ?? any}
        </FilterChip>
      }
      items={[
        ...(any === undefined
          ? []
          : [{ id: "", label: any, isChosen: chosen === null, onSelect: () => onChoose(null) }]),
        ...choices.map(({ value, label: word }) => ({
          id: value,
          label: word,
          isChosen: value === chosen,
          onSelect: () => onChoose(value),
        })),
      ]}
    />
  );
}

/** The order of the queue, in its natural direction. */
export function OrderMenu() {
  const t = useTranslations("cases");
  const [params, setParams] = useQueryStates(queueParsers, { history: "replace" });
  return (
    <FilterMenu
      label={t("filter.order")}
      chosen={orderOf(params).order}
      choices={caseOrders.map((value) => ({ value, label: t(`order.${value}`) }))}
      onChoose={(value) => {
        const next = value as (typeof caseOrders)[number];
        void setParams({ sort: naturalDirection[next] === "descending" ? `-${next}` : next, after: null });
      }}
    />
  );
}

/** Filters of the queue, in the address. `wide`: all of them, with the order and the height of the rows. */
export function QueueFilters({ wide = false }: { wide?: boolean }) {
  const t = useTranslations("cases");
  const common = useTranslations("common");
  const words = useVocabulary();
  const [params, setParams] = useQueryStates(queueParsers, { history: "replace" });
  const [text, setText] = useState(params.q ?? "");
  // A cursor belongs to one order and one filter: any change goes back to the beginning.
  const set = (change: Parameters<typeof setParams>[0]) => setParams({ ...(change as object), after: null });
  const find = (event: FormEvent) => {
    event.preventDefault();
    set({ q: text.trim().length >= 2 ? text.trim() : null });
  };
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <FilterMenu
        label={t("filter.state")}
        chosen={params.state}
        choices={stateFilters.map((value) => ({ value, label: t(`stateFilter.${value}`) }))}
        onChoose={(value) => set({ state: value as (typeof stateFilters)[number] })}
      />
      <FilterMenu
        label={t("filter.category")}
        chosen={params.category}
        any={t("filter.anyCategory")}
        choices={words.categories.map(({ key, name }) => ({ value: key, label: name }))}
        onChoose={(category) => set({ category })}
      />
      {words.queues.length > 1 && (
        <FilterMenu
          label={t("filter.queue")}
          chosen={params.queue}
          any={t("filter.anyQueue")}
          choices={words.queues.map(({ key, name }) => ({ value: key, label: name }))}
          onChoose={(queue) => set({ queue })}
        />
      )}
      {wide && (
        <>
          <FilterMenu
            label={t("filter.severity")}
            chosen={params.severity === null ? null : String(params.severity)}
            any={t("filter.anySeverity")}
            choices={([4, 3, 2, 1, 0] as const).map((level) => ({
              value: String(level),
              label: common(`severity.${level}`),
            }))}
            onChoose={(value) => set({ severity: value === null ? null : Number(value) })}
          />
          <FilterMenu
            label={t("filter.source")}
            chosen={params.source}
            any={t("filter.anySource")}
            choices={sources.map((value) => ({ value, label: t(`source.${value}`) }))}
            onChoose={(value) => set({ source: value as (typeof sources)[number] | null })}
          />
        </>
      )}
      {wide && <OrderMenu />}
      {wide && (
        <>
          <FilterMenu
            label={t("filter.density")}
            chosen={params.density}
            choices={densities.map((value) => ({ value, label: t(`density.${value}`) }))}
            onChoose={(value) => setParams({ density: value as (typeof densities)[number] })}
          />
          <search>
            <form onSubmit={find} className="flex items-center gap-1">
              <Input
                type="search"
                aria-label={t("filter.text")}
                placeholder={t("filter.text")}
                value={text}
                maxLength={100}
                onChange={(event) => setText(event.target.value)}
                className="h-7 w-56"
              />
              <Button type="submit" look="quiet" size="small" aria-label={t("filter.text")}>
                <Icon name="search" />
              </Button>
            </form>
          </search>
        </>
      )}
      {isFiltered(params) && (
        <Button
          look="quiet"
          size="small"
          onClick={() => {
            setText("");
            set({ queue: null, category: null, source: null, severity: null, q: null });
          }}
        >
          {t("filter.clear")}
        </Button>
      )}
    </div>
  );
}
