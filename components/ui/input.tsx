import type { ComponentProps } from "react";
import { classNames } from "./class-names";
import { Icon } from "./icon";

const box =
  "w-full rounded-control border border-edge bg-sheet px-2.5 text-ink aria-invalid:border-s4 disabled:border-rule-2 disabled:bg-well disabled:text-ink-3";

/** A line of text. 32 px high; `className="h-10 text-m"` on forms of their own. */
export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={classNames(box, "h-8", className)} {...rest} />;
}

/** Several lines of text. */
export function Textarea({ className, rows = 3, ...rest }: ComponentProps<"textarea">) {
  return <textarea rows={rows} className={classNames(box, "block resize-none py-1.5", className)} {...rest} />;
}

/** A choice from a short list: the browser's own, which every keyboard, reader and phone knows. */
export function Select({ className, children, ...rest }: ComponentProps<"select">) {
  return (
    <span className={classNames("relative inline-flex", className)}>
      <select className={classNames(box, "h-full min-h-6 appearance-none py-0 pr-8 leading-[30px]")} {...rest}>
        {children}
      </select>
      <Icon name="down" className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-ink-2" />
    </span>
  );
}
