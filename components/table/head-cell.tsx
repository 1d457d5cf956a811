import Link from "next/link";
import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";
import type { features } from "./columns";
import { type Sort, sortText, withParams } from "./list-params";

type HeadCellProps = {
  meta: (typeof features)["columnMeta"] | undefined;
  sort: Sort | null;
  path: string;
  params: URLSearchParams;
  children: ReactNode;
};

/** The head of a column: a link that sorts, where the server can. `aria-sort` stands on the one that is sorted. */
export function HeadCell({ meta, sort, path, params, children }: HeadCellProps) {
  const by = meta?.sortBy;
  const sorted = by !== undefined && sort?.by === by ? sort.direction : null;
  const look = classNames(
    "h-8 whitespace-nowrap border-rule-2 border-b pr-3 font-regular text-ink-3 text-xs last:pr-1",
    meta?.align === "end" && "pr-6 text-end",
    meta?.hideUnder === "tablet" && "max-tablet:hidden",
    meta?.hideUnder === "wide" && "max-wide:hidden",
    meta?.className,
  );
  if (by === undefined)
    return (
      <th scope="col" className={look}>
        {children}
      </th>
    );
  const next = sortText({ by, direction: sorted === "ascending" ? "descending" : "ascending" });
  return (
    <th scope="col" aria-sort={sorted ?? "none"} className={look}>
      <Link
        href={withParams(path, params, { sort: next })}
        className="inline-flex min-h-6 items-center gap-1 hover:text-ink"
      >
        {children}
        <span aria-hidden="true" className={sorted ? "text-ink" : "invisible"}>
          {sorted === "descending" ? "↓" : "↑"}
        </span>
      </Link>
    </th>
  );
}
