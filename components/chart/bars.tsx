import Link from "next/link";
import { useFormatter } from "next-intl";
import { classNames } from "@/components/ui/class-names";
import type { ChartData } from "./chart-data";
import { Patterns, paintOf } from "./tones";

/** Horizontal bars of one series, longest first as given, each with its number, and a link to its rows. */
export function Bars({ data, patterns }: { data: ChartData; patterns: string }) {
  const format = useFormatter();
  const [series] = data.series;
  if (!series) return null;
  const largest = Math.max(1, ...data.rows.map((row) => row.values[series.key] ?? 0));
  return (
    <ul className="mt-1 grid grid-cols-[fit-content(44%)_minmax(0,1fr)_auto] gap-x-2">
      {data.rows.map((row) => {
        const value = row.values[series.key] ?? null;
        const line = (
          <>
            <span className="cut min-w-18" title={row.label}>
              {row.label}
            </span>
            <span className="flex min-w-0 items-center gap-2">
              {value !== null && value > 0 && (
                <svg
                  aria-hidden="true"
                  className="h-3 min-w-[3px] shrink"
                  style={{ width: `calc((100% - 56px) * ${value / largest})` }}
                >
                  <Patterns id={`${patterns}-${row.key}`} />
                  <rect
                    x=".5"
                    y=".5"
                    height="11"
                    className="[width:calc(100%-1px)]"
                    {...paintOf(row.tone ?? series.tone, `${patterns}-${row.key}`)}
                  />
                </svg>
              )}
              <span>{value === null ? "–" : format.number(value)}</span>
            </span>
            <span className="text-end text-ink-2">{row.aside}</span>
          </>
        );
        const look = "col-span-3 grid min-h-[29px] grid-cols-subgrid items-center";
        return (
          <li key={row.key} className="col-span-3 grid grid-cols-subgrid">
            {row.href ? (
              <Link href={row.href} className={classNames(look, "hover:bg-hover")}>
                {line}
              </Link>
            ) : (
              <div className={look}>{line}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
