import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { Definition, type DefinitionText } from "@/components/chart/definition";
import type { RouterOutputs } from "@/components/trpc/provider";
import { classNames } from "@/components/ui/class-names";
import { rowsHref } from "./address";

type BoardData = RouterOutputs["insights"]["board"];
/** The last days of the period that fit beside each other; the total is of all of it. */
const shownDays = 11;
/** From this many on a cell is framed. */
const frameFrom = 4;

/** Breaches by queue and day: a table that is its own picture. */
export function BreachGrid({
  board,
  queue,
  definition,
}: {
  board: BoardData;
  queue: string | undefined;
  definition: DefinitionText;
}) {
  const t = useTranslations("insights");
  const locale = useLocale();
  const days = board.days.slice(-shownDays);
  const count = (key: string, day: string) =>
    board.byBreach.find((row) => row.queue === key && row.day === day)?.count ?? 0;
  const queues = board.queues.filter(({ key }) => !queue || key === queue);
  return (
    <section aria-labelledby="breaches-title" className="min-w-0 border-rule border-b pt-3 pb-2.5">
      <header className="flex min-h-6 items-center gap-2">
        <h2 id="breaches-title" className="text-s">
          {t("panel.breaches")}
        </h2>
        <Definition title={t("panel.breaches")} text={definition} />
        <span className="cut text-ink-3 text-xs">{t("aside.breaches", { count: board.figures.breaches })}</span>
      </header>
      <div className="overflow-x-auto">
        <table className="mt-2 w-full text-xs">
          <caption className="sr-only">{t("what.breaches")}</caption>
          <thead>
            <tr>
              <th scope="col" className="sr-only">
                {t("column.queue")}
              </th>
              {days.map((day) => (
                <th key={day} scope="col" className="p-0 text-center font-regular text-ink-3">
                  {Number(day.slice(8))}
                </th>
              ))}
              <th scope="col" className="text-end font-regular text-ink-3">
                {t("column.total")}
              </th>
            </tr>
          </thead>
          <tbody>
            {queues.map(({ key, names }) => (
              <tr key={key}>
                <th scope="row" className="min-w-18 pr-2 text-start font-regular text-ink-2 leading-[14px]">
                  {locale.startsWith("zh") ? names.zh : names.en}
                </th>
                {days.map((day) => {
                  const value = count(key, day);
                  return (
                    <td key={day} className="p-px">
                      {value === 0 ? (
                        <span className="grid h-7 place-items-center bg-well">
                          <span className="sr-only">0</span>
                        </span>
                      ) : (
                        <Link
                          href={rowsHref({ figure: "breaches", from: board.from, to: board.to, day, queue: key })}
                          className={classNames(
                            "grid h-7 min-w-6 place-items-center bg-s4-wash text-ink",
                            value >= frameFrom && "border border-s4 font-bold",
                          )}
                        >
                          {value}
                        </Link>
                      )}
                    </td>
                  );
                })}
                <td className="pl-2 text-end font-bold">
                  {board.byBreach.filter((row) => row.queue === key).reduce((sum, row) => sum + row.count, 0)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
