import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names";
import { Icon } from "./icon";

const look =
  "inline-flex h-6 items-center gap-1.5 whitespace-nowrap rounded-chip border border-rule-2 px-2 text-xs leading-none";

/** A fact: grey label, then value. It is not a button. */
export function Chip({ label, children }: { label?: ReactNode; children: ReactNode }) {
  return (
    <span className={look}>
      {label && <span className="text-ink-3">{label}</span>}
      {children}
    </span>
  );
}

/** Facts in a line that wraps. */
export function Chips({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap gap-1.5">{children}</div>;
}

/** A chip that opens something: the chevron says so. Give it to `Menu` or `Popover` as trigger. */
export function FilterChip({ children, className, ...rest }: ComponentProps<"button">) {
  return (
    <button type="button" className={classNames(look, "border-edge bg-sheet hover:bg-hover", className)} {...rest}>
      {children}
      <Icon name="down" className="-mr-1" />
    </button>
  );
}
