import type { Tone } from "./chart-data";

/** Fill and outline of each tone; the two lightest are always outlined, so that they stand on paper. */
export const paintOf = (tone: Tone, patterns: string) =>
  ({
    c1: { fill: "var(--c1)", stroke: "var(--c3)" },
    c2: { fill: "var(--c2)", stroke: "var(--c3)" },
    c3: { fill: "var(--c3)", stroke: "var(--c3)" },
    c4: { fill: "var(--c4)", stroke: "var(--c4)" },
    late: { fill: `url(#${patterns}-late)`, stroke: "var(--s4)" },
    second: { fill: `url(#${patterns}-second)`, stroke: "var(--c4)" },
  })[tone];

/** The two hatches; `id` keeps those of several charts apart. */
export function Patterns({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={`${id}-late`} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="5" height="5" fill="var(--s4-wash)" />
        <path d="M0 0V5" stroke="var(--s4)" strokeWidth="3" />
      </pattern>
      <pattern id={`${id}-second`} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="5" height="5" fill="var(--sheet)" />
        <path d="M0 0V5" stroke="var(--c4)" strokeWidth="3" />
      </pattern>
    </defs>
  );
}

/** A square of a tone beside its word. */
export function Swatch({ tone, line, patterns }: { tone: Tone; line?: boolean; patterns: string }) {
  const paint = paintOf(tone, patterns);
  return (
    <svg viewBox="0 0 14 10" aria-hidden="true" className="h-2.5 w-3.5 shrink-0">
      <Patterns id={patterns} />
      {line ? (
        <path d="M0 5h14" stroke={paint.stroke} strokeWidth="2" />
      ) : (
        <rect x="2.5" y=".5" width="9" height="9" {...paint} />
      )}
    </svg>
  );
}
