import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { Definition, type DefinitionText } from "@/components/chart/definition";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Mono } from "@/components/ui/facts";
import { Name } from "@/components/ui/name";
import { rowsHref } from "./address";

type BoardData = RouterOutputs["insights"]["board"];

/** Subjects found in violation again and again, most often first. */
export function RepeatedTable({
  board,
  queue,
  definition,
}: {
  board: BoardData;
  queue: string | undefined;
  definition: DefinitionText;
}) {
  const t = useTranslations("insights");
  const format = useFormatter();
  return (
    <section aria-labelledby="repeated-title" className="min-w-0 border-rule border-b pt-3 pb-2.5">
      <header className="flex min-h-6 items-center gap-2">
        <h2 id="repeated-title" className="text-s">
          {t("panel.repeated")}
        </h2>
        <Definition title={t("panel.repeated")} text={definition} />
        <span className="cut text-ink-3 text-xs">{t("aside.repeated", { days: board.repeatWindowDays })}</span>
      </header>
      <table className="mt-1 w-full">
        <caption className="sr-only">{t("what.repeated", { days: board.repeatWindowDays })}</caption>
        <thead>
          <tr className="border-rule-2 border-b text-ink-3 text-xs">
            <th scope="col" className="text-start font-regular">
              {t("column.subject")}
            </th>
            <th scope="col" className="text-end font-regular">
              {t("column.violations")}
            </th>
            <th scope="col" className="text-end font-regular">
              {t("column.last")}
            </th>
          </tr>
        </thead>
        <tbody>
          {board.repeated.map((row) => (
            <tr key={row.subjectId} className="h-8 border-rule border-b">
              <td className="cut max-w-0 pr-2">
                <Link
                  className="link"
                  href={row.subjectKind === "group" ? `/groups/${row.code}` : `/accounts/${row.code}`}
                >
                  <Name of={row.name} />
                </Link>{" "}
                <Mono className="text-ink-3 text-xs">{row.code}</Mono>
              </td>
              <td className="w-16 text-end">
                <Link
                  className="link font-bold"
                  href={rowsHref({ figure: "repeated", from: board.from, to: board.to, queue, subject: row.subjectId })}
                >
                  {row.count}
                </Link>
              </td>
              <td className="w-20 text-end text-ink-2">{format.dateTime(row.last, "shortDay")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
