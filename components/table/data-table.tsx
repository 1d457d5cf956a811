"use client";

import { type RowSelectionState, useTable } from "@tanstack/react-table";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";
import { TickBox } from "@/components/ui/choice";
import { classNames } from "@/components/ui/class-names";
import { type Columns, features } from "./columns";
import { HeadCell } from "./head-cell";
import { type Sort, sortOf } from "./list-params";
import { Pager } from "./pager";
import { useListKeys } from "./use-list-keys";

type DataTableProps<Row extends object> = {
  /** What the table holds, for those who hear the page. */
  caption: string;
  columns: Columns<Row>;
  rows: readonly Row[];
  rowId: (row: Row) => string;
  /** Where Enter and a click on the row lead; put a link into the naming column as well. */
  rowHref?: (row: Row) => string;
  /** The order that the server used when the address says nothing. */
  defaultSort?: Sort;
  /** The cursor after the last row; null at the end. Undefined: this table has one page. */
  next?: string | null;
  /** Rows that are chosen, and what to do when that changes. Undefined: rows cannot be chosen. */
  selection?: { ids: ReadonlySet<string>; onChange: (ids: ReadonlySet<string>) => void; nameOf: (row: Row) => string };
  /** Of the columns that may be hidden, those that are. */
  hidden?: readonly string[];
  /** 32 compact, 40, 48 roomy and two-line rows. */
  density?: 32 | 40 | 48;
  /** Stands for the rows when there are none: an `EmptyState`. */
  empty: ReactNode;
  /** Newer rows are on their way; those in sight are old. */
  busy?: boolean;
  /** False when another list of the page has J and K. */
  keys?: boolean;
};

/**
 * A native table of rows that the server filtered, sorted and cut into pages. J and K (arrows inside it) move real
 * focus from row to row, Enter opens, X chooses. Filters, sort and place live in the address.
 */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { rows, rowId, rowHref, selection } = props;
  const t = useTranslations("common.table");
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();
  const tableId = useId();
  const body = useRef<HTMLTableSectionElement>(null);

  const rowSelection: RowSelectionState = Object.fromEntries([...(selection?.ids ?? [])].map((id) => [id, true]));
  const table = useTable({
    features,
    columns: props.columns,
    data: rows,
    getRowId: rowId,
    state: { rowSelection, columnVisibility: Object.fromEntries((props.hidden ?? []).map((id) => [id, false])) },
    enableRowSelection: Boolean(selection),
  });

  const toggle = (id: string) => {
    const next = new Set(selection?.ids);
    if (!next.delete(id)) next.add(id);
    selection?.onChange(next);
  };
  const list = useListKeys({
    container: body,
    ids: rows.map(rowId),
    onSelect: selection && toggle,
    enabled: props.keys,
  });
  const open = (event: KeyboardEvent<HTMLTableRowElement>, row: Row) => {
    if (event.key !== "Enter" || event.target !== event.currentTarget || !rowHref) return;
    event.preventDefault();
    router.push(rowHref(row));
  };

  const sort = sortOf(params.get("sort")) ?? props.defaultSort ?? null;
  return (
    <div data-density={props.density} aria-busy={props.busy || undefined}>
      <div className="overflow-x-auto">
        <table className="w-full border-collapse">
          <caption className="sr-only">{props.caption}</caption>
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id}>
                {selection && (
                  <th scope="col" className="w-8 border-rule-2 border-b">
                    <span className="sr-only">{t("select")}</span>
                  </th>
                )}
                {group.headers.map((header) => (
                  <HeadCell key={header.id} meta={header.column.columnDef.meta} sort={sort} path={path} params={params}>
                    <table.FlexRender header={header} />
                  </HeadCell>
                ))}
              </tr>
            ))}
          </thead>
          <tbody
            ref={body}
            onFocus={list.onFocus}
            onKeyDown={list.onKeyDown}
            className={props.busy ? "opacity-60" : ""}
          >
            {table.getRowModel().rows.map((row) => (
              <tr
                key={row.id}
                data-item={row.id}
                data-selected={row.getIsSelected() || undefined}
                tabIndex={list.tabIndexOf(row.id)}
                onKeyDown={(event) => open(event, row.original)}
                className="group/row hover:bg-hover data-selected:bg-pen-wash"
              >
                {selection && (
                  <td className="border-rule border-b">
                    <label htmlFor={`${tableId}-${row.id}`} className="grid size-6 place-items-center">
                      <TickBox
                        id={`${tableId}-${row.id}`}
                        tabIndex={-1}
                        checked={row.getIsSelected()}
                        onChange={() => toggle(row.id)}
                        aria-label={t("selectRow", { row: selection.nameOf(row.original) })}
                      />
                    </label>
                  </td>
                )}
                {row.getVisibleCells().map((cell) => {
                  const { meta } = cell.column.columnDef;
                  const Cell = meta?.names ? "th" : "td";
                  return (
                    <Cell
                      key={cell.id}
                      scope={meta?.names ? "row" : undefined}
                      className={classNames(
                        "h-(--row) border-rule border-b pr-3 font-regular last:pr-1",
                        meta?.align === "end" && "pr-6 text-end",
                        meta?.hideUnder === "tablet" && "max-tablet:hidden",
                        meta?.hideUnder === "wide" && "max-wide:hidden",
                        meta?.className,
                      )}
                    >
                      <table.FlexRender cell={cell} />
                    </Cell>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length === 0 && <div className="pt-4">{props.empty}</div>}
      {props.next !== undefined && (
        <Pager caption={props.caption} count={rows.length} next={props.next} path={path} params={params} />
      )}
    </div>
  );
}
