import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

export type Head = {
  readonly key: string;
  readonly label: ReactNode;
  readonly align?: "end";
  readonly className?: string;
};
export type Line = { readonly key: string; readonly name: ReactNode; readonly cells: readonly ReactNode[] };

/** A short native table that neither sorts nor turns pages: the first cell names its row. */
export function PlainTable({
  caption,
  heads,
  lines,
  className,
}: {
  caption: string;
  heads: readonly Head[];
  lines: readonly Line[];
  className?: string;
}) {
  return (
    <div className="overflow-x-auto">
      <table className={classNames("w-full border-collapse text-left", className)}>
        <caption className="sr-only">{caption}</caption>
        <thead className="text-ink-3 text-xs">
          <tr>
            {heads.map(({ key, label, align, className: own }) => (
              <th
                key={key}
                scope="col"
                className={classNames(
                  "h-8 whitespace-nowrap border-rule-2 border-b pr-3 font-regular",
                  align === "end" && "text-end",
                  own,
                )}
              >
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.key}>
              <th scope="row" className="border-rule border-b py-1.5 pr-3 align-top font-regular">
                {line.name}
              </th>
              {line.cells.map((cell, at) => (
                <td
                  key={heads[at + 1]?.key ?? at}
                  className={classNames(
                    "border-rule border-b py-1.5 pr-3 align-top",
                    heads[at + 1]?.align === "end" && "text-end",
                  )}
                >
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
