import type { ReactNode } from "react";
import { classNames } from "./class-names";

export type Fact = { label: ReactNode; value: ReactNode; key?: string };

/** Labels on the left in grey, values on the right: a definition list. `size="small"` in rails and side panes. */
export function Facts({
  facts,
  labelWidth = "72px",
  size = "normal",
  className,
}: {
  facts: readonly Fact[];
  labelWidth?: "48px" | "72px" | "84px" | "120px";
  size?: "small" | "normal";
  className?: string;
}) {
  const columns = {
    "48px": "grid-cols-[minmax(48px,max-content)_minmax(0,1fr)]",
    "72px": "grid-cols-[minmax(72px,max-content)_minmax(0,1fr)]",
    "84px": "grid-cols-[minmax(84px,max-content)_minmax(0,1fr)]",
    "120px": "grid-cols-[minmax(120px,max-content)_minmax(0,1fr)]",
  }[labelWidth];
  return (
    <dl
      className={classNames("grid gap-x-3 gap-y-1", columns, size === "small" && "text-xs leading-[18px]", className)}
    >
      {facts.map((fact, index) => (
        <div key={fact.key ?? index} className="contents">
          <dt className="text-ink-3">{fact.label}</dt>
          <dd className="min-w-0 break-words">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Codes, ids and other text of machines. */
export function Mono({ children, className }: { children: ReactNode; className?: string }) {
  return <span className={classNames("font-mono", className)}>{children}</span>;
}

/** `9f3c…a71e`: the first and last four digits in sight, the whole value in the tooltip and for screen readers. */
export function Hash({ value, className }: { value: string; className?: string }) {
  if (value.length <= 12) return <Mono className={className}>{value}</Mono>;
  return (
    <span className={classNames("font-mono", className)} title={value}>
      <span aria-hidden="true">
        {value.slice(0, 4)}…{value.slice(-4)}
      </span>
      <span className="sr-only">{value}</span>
    </span>
  );
}
