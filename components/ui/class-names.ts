import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

// Our scales have names of their own: without them `text-s text-ink` would look like two colours.
const merge = extendTailwindMerge({
  extend: {
    theme: {
      text: ["xs", "s", "m", "l", "xl", "figure"],
      radius: ["chip", "control", "float"],
      shadow: ["float"],
      "font-weight": ["regular", "bold"],
      breakpoint: ["narrow", "tablet", "wide"],
    },
  },
});

/** Joins class names; of two that set the same property the later wins. */
export const classNames = (...values: ClassValue[]) => merge(clsx(values));
