import { cva, type VariantProps } from "class-variance-authority";
import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names";
import { Keys } from "./kbd";

const look = cva(
  "inline-flex shrink-0 items-center justify-center gap-2 whitespace-nowrap rounded-control border text-s transition-colors duration-(--fast) disabled:cursor-not-allowed aria-disabled:cursor-not-allowed",
  {
    variants: {
      look: {
        pen: "pen-filled border-pen bg-pen font-bold text-on-pen hover:bg-pen-2 disabled:border-rule-2 disabled:bg-well disabled:text-ink-3 aria-disabled:border-rule-2 aria-disabled:bg-well aria-disabled:text-ink-3",
        plain:
          "border-edge bg-sheet text-ink hover:bg-hover disabled:border-rule-2 disabled:bg-well disabled:text-ink-3 aria-disabled:border-rule-2 aria-disabled:text-ink-3",
        quiet:
          "border-transparent bg-transparent text-ink-2 hover:bg-hover hover:text-ink disabled:text-ink-3 aria-disabled:text-ink-3",
      },
      size: {
        small: "h-6 gap-1.5 px-1.5 text-xs",
        normal: "h-8 px-2.5",
        large: "h-10 px-3 text-m",
      },
    },
    compoundVariants: [{ look: "quiet", size: "normal", className: "px-1.5" }],
    defaultVariants: { look: "plain", size: "normal" },
  },
);

type Looks = VariantProps<typeof look> & {
  /** The key that does the same, shown after the word: `I`, `Mod+Enter`. The page binds it with `useKeys`. */
  keys?: string;
  children: ReactNode;
};

/** `Mod+Enter` in the form that `aria-keyshortcuts` wants. */
const ariaKeys = (keys?: string) => keys?.replace("Mod", "Control");

/** A button. `pen` is the act that commits: at most one on a screen. */
export function Button({
  look: chosen,
  size,
  keys,
  className,
  children,
  type = "button",
  ...rest
}: Looks & ComponentProps<"button">) {
  return (
    <button
      type={type}
      className={classNames(look({ look: chosen, size }), className)}
      aria-keyshortcuts={ariaKeys(keys)}
      {...rest}
    >
      {children}
      {keys && <Keys combination={keys} />}
    </button>
  );
}

/** A link in the look of a button, for what opens a page or a file. */
export function ButtonLink({
  look: chosen,
  size,
  keys,
  className,
  children,
  ...rest
}: Looks & ComponentProps<typeof Link>) {
  return (
    <Link className={classNames(look({ look: chosen, size }), className)} aria-keyshortcuts={ariaKeys(keys)} {...rest}>
      {children}
      {keys && <Keys combination={keys} />}
    </Link>
  );
}
