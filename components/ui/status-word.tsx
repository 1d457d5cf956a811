import type { ReactNode } from "react";
import { classNames } from "./class-names";

const glyphs = {
  ring: <circle cx="6" cy="6" r="4.4" />,
  half: (
    <>
      <circle cx="6" cy="6" r="4.4" />
      <path d="M6 1.6a4.4 4.4 0 0 1 0 8.8Z" fill="currentColor" stroke="none" />
    </>
  ),
  dot: <circle cx="6" cy="6" r="3.5" fill="currentColor" />,
  bar: (
    <>
      <circle cx="6" cy="6" r="4.4" />
      <path d="M3.8 6h4.4" />
    </>
  ),
  clock: (
    <>
      <circle cx="6" cy="6" r="4.4" />
      <path d="M6 3.6V6l1.6 1" />
    </>
  ),
  tick: <path d="m2.2 6.4 2.6 2.6 5-6" />,
  cross: <path d="m2.8 2.8 6.4 6.4M9.2 2.8 2.8 9.2" />,
  triangle: <path d="M6 1.3 11.2 10.4H.8ZM6 4.6v2.6M6 8.9v.1" />,
} satisfies Record<string, ReactNode>;

export type StatusGlyph = keyof typeof glyphs;

type StatusWordProps = {
  glyph: StatusGlyph;
  /** `late` asks for something; everything else stays grey. A tick is small and green. */
  tone?: "plain" | "late";
  children: ReactNode;
  className?: string;
};

/** A glyph and a word, grey unless it needs somebody. */
export function StatusWord({ glyph, tone = "plain", children, className }: StatusWordProps) {
  return (
    <span
      className={classNames(
        "inline-flex items-center gap-1.5 whitespace-nowrap text-xs",
        tone === "late" ? "font-bold text-s4" : "text-ink-2",
        className,
      )}
    >
      <svg
        viewBox="0 0 12 12"
        aria-hidden="true"
        className={classNames(
          "size-3 shrink-0 fill-none stroke-[1.75] stroke-current",
          glyph === "tick" && tone === "plain" && "text-ok",
        )}
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        {glyphs[glyph]}
      </svg>
      {children}
    </span>
  );
}
