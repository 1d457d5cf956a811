import { type ClassValue, clsx } from "clsx";

/**
 * What a class sets, as far as two classes of one element ever set the same here; the first that fits. A whole merger
 * of Tailwind classes is larger than all buttons together; a test compares this with one, over every class in use.
 */
const groups: readonly (readonly [RegExp, string])[] = [
  [/^-?([pm][xytrblse]?|gap(?:-[xy])?)-/, "$1"],
  [/^-?(inset(?:-[xy])?|top|right|bottom|left)-/, "$1"],
  [/^(size|w|h|min-w|max-w|min-h|max-h|z|opacity|leading|tracking|cursor|select|pointer-events|duration)-/, "$1"],
  [/^(align|grid-cols|col-start|col-end|row-start|row-span|items|justify-items|justify-self|self|place-items)-/, "$1"],
  [/^(overflow(?:-[xy])?|whitespace|bg|indent|transition|order|fill|content)-/, "$1"],
  [/^list-(inside|outside)$/, "list-position"],
  [/^list-/, "list"],
  [/^stroke-[\d[]/, "stroke-width"],
  [/^stroke-/, "stroke"],
  [/^(uppercase|lowercase|capitalize|normal-case)$/, "text-transform"],
  [/^(block|inline|inline-block|flex|inline-flex|grid|inline-grid|contents|hidden|table)$/, "display"],
  [/^(static|fixed|absolute|relative|sticky)$/, "position"],
  [/^(in)?visible$/, "visibility"],
  [/^text-(start|center|end|left|right|justify)$/, "text-align"],
  [/^text-(xs|s|m|l|xl|figure|\[\d.*\])$/, "text-size"],
  [/^text-/, "text-color"],
  [/^font-(regular|bold)$/, "font-weight"],
  [/^font-(sans|mono|serif)$/, "font-family"],
  [/^justify-/, "justify"],
  [/^border-(dashed|solid|dotted|none)$/, "border-style"],
  [/^border-collapse$/, "border-collapse"],
  [/^border(?:-([xytrbl]))?(?:-(?:\d|\[\d.*\]))?$/, "border-width-$1"],
  [/^border-([xytrbl])-/, "border-color-$1"],
  [/^border-/, "border-color-"],
  [/^rounded(?:-([lrtb]))?-/, "rounded-$1"],
  [/^break-/, "break"],
  [/^col-(span-|\[)/, "col"],
  [/^flex-(row|col)$/, "flex-direction"],
  [/^flex-(wrap|nowrap)$/, "flex-wrap"],
  [/^flex-\d$/, "flex"],
  [/^shrink(-\d+)?$/, "shrink"],
  [/^-?outline-offset-/, "outline-offset"],
  [/^shadow-/, "shadow"],
  [/^blur(-|$)/, "blur"],
];

const sides = (name: string, sidesOf = "xytrbl"): readonly string[] => [...sidesOf].map((side) => `${name}${side}`);

/** What a class also settles: all sides settle each, a size settles its line. */
const settles: Readonly<Record<string, readonly string[]>> = {
  p: sides("p", "xytrblse"),
  px: ["pr", "pl", "ps", "pe"],
  py: ["pt", "pb"],
  m: sides("m", "xytrblse"),
  mx: ["mr", "ml", "ms", "me"],
  my: ["mt", "mb"],
  gap: ["gap-x", "gap-y"],
  inset: ["inset-x", "inset-y", "top", "right", "bottom", "left"],
  "inset-x": ["right", "left"],
  "inset-y": ["top", "bottom"],
  size: ["w", "h"],
  overflow: ["overflow-x", "overflow-y"],
  "text-size": ["leading"],
  "border-width-": sides("border-width-"),
  "border-width-x": ["border-width-r", "border-width-l"],
  "border-width-y": ["border-width-t", "border-width-b"],
  "border-color-": sides("border-color-"),
  "border-color-x": ["border-color-r", "border-color-l"],
  "border-color-y": ["border-color-t", "border-color-b"],
  "rounded-": sides("rounded-", "lrtb"),
  flex: ["shrink"],
};

/** `hover:` and the like before a class; colons inside brackets belong to the class. */
const variants = /^((?:[^:[\]()]|\[[^\]]*\]|\([^)]*\))*:)*/;

/** @returns the variants with the group, and the group alone; the class itself where it has none. */
function placeOf(token: string): readonly [string, string] {
  const before = variants.exec(token)?.[0] ?? "";
  const base = token.slice(before.length);
  for (const [fits, name] of groups) {
    const found = fits.exec(base);
    if (found) return [before, name.replace("$1", found[1] ?? "")];
  }
  return [before, base];
}

/** Of two classes that set the same property the later stays. */
export function lastOfEach(classes: string): string {
  const settled = new Set<string>();
  const kept: string[] = [];
  for (const token of classes.split(" ").reverse()) {
    const [before, group] = placeOf(token);
    if (token === "" || settled.has(before + group)) continue;
    for (const each of [group, ...(settles[group] ?? [])]) settled.add(before + each);
    kept.push(token);
  }
  return kept.reverse().join(" ");
}

const known = new Map<string, string>();

/** Joins class names; of two that set the same property the later wins. */
export function classNames(...values: ClassValue[]): string {
  const classes = clsx(values);
  let merged = known.get(classes);
  if (merged === undefined) {
    merged = lastOfEach(classes);
    if (known.size < 2_000) known.set(classes, merged);
  }
  return merged;
}
