import { useTranslations } from "next-intl";
import { classNames } from "./class-names";

/** 0 notice, 1 minor, 2 moderate, 3 serious, 4 critical. Source: `domain.md`, "Priority and SLA". */
export type Severity = 0 | 1 | 2 | 3 | 4;

const shapes = {
  4: { path: "M6 .9 11.1 6 6 11.1.9 6Z", look: "font-bold text-s4" },
  3: { path: "M6 1.3 11.2 10.4H.8Z", look: "font-bold text-s3" },
  2: { path: "M1.8 1.8h8.4v8.4H1.8Z", look: "text-s2" },
  1: { path: "M6 1.6a4.4 4.4 0 1 0 0 8.8 4.4 4.4 0 0 0 0-8.8Z", look: "text-s1" },
  0: { path: "M2.5 6h7", look: "text-s0" },
} as const;

/** Shape, word and colour, always all three; the shapes differ in outline, so that they survive greyscale. */
export function SeverityMark({ level, className }: { level: Severity; className?: string }) {
  const t = useTranslations("common");
  const { path, look } = shapes[level];
  return (
    <span className={classNames("inline-flex items-center gap-[5px] whitespace-nowrap text-xs", look, className)}>
      <svg
        viewBox="0 0 12 12"
        aria-hidden="true"
        className={classNames(
          "size-3 shrink-0 stroke-[1.5] stroke-current",
          level === 1 ? "fill-none" : "fill-current",
        )}
      >
        <path d={path} />
      </svg>
      {t(`severity.${level}`)}
    </span>
  );
}
