import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { ChartData } from "./chart-data";

/** The numbers of a chart, for reading and for those who do not see the picture. */
export function ChartTable({ caption, data }: { caption: string; data: ChartData }) {
  const format = useFormatter();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard, and it may hold no link.
    <section tabIndex={0} aria-label={caption} className="max-h-[260px] overflow-auto">
      <table className="w-full border-collapse">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="text-ink-3 text-xs">
            <th scope="col" className="h-7 border-rule-2 border-b font-regular">
              {data.rowsLabel}
            </th>
            {data.series.map((series) => (
              <th key={series.key} scope="col" className="border-rule-2 border-b pl-3 text-end font-regular">
                {series.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.rows.map((row) => (
            <tr key={row.key}>
              <th scope="row" className="h-7 border-rule border-b font-regular">
                {row.href ? (
                  <Link href={row.href} className="link">
                    {row.label}
                  </Link>
                ) : (
                  row.label
                )}
              </th>
              {data.series.map((series) => {
                const value = row.values[series.key] ?? null;
                return (
                  <td key={series.key} className="border-rule border-b pl-3 text-end">
                    {value === null ? <Nothing /> : format.number(value)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Nothing() {
  const t = useTranslations("common");
  return (
    <>
      <span aria-hidden="true">–</span>
      <span className="sr-only">{t("none")}</span>
    </>
  );
}
