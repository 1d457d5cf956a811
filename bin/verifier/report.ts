import type { Failure, Report, StepReport, Summary } from "../../server/filings/verifier/report";
import { failureWords, periodWords, placeWords, stepWords } from "../../server/filings/verifier/words";
import { type Language, words } from "./words";

type Child = Node | string | null;

/** An element with attributes and children; text is only ever text. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

const marks = { passed: "✓", failed: "✗", unreached: "–" } as const;

function failureOf(language: Language, { name, at, found, expected }: Failure): HTMLElement {
  const t = words[language];
  const place = at ? `${placeWords[language](at)}${language === "zh" ? "：" : ": "}` : "";
  return element(
    "li",
    {},
    `${place}${failureWords[name][language]} `,
    element("code", {}, name),
    found === null ? null : element("div", { class: "soft" }, `${t.found} `, element("code", {}, found)),
    expected === null ? null : element("div", { class: "soft" }, `${t.expected} `, element("code", {}, expected)),
  );
}

function stepOf(language: Language, { key, state, failures, count }: StepReport): HTMLElement {
  const t = words[language];
  const tone = { passed: "good", failed: "bad", unreached: "soft" }[state];
  return element(
    "li",
    { "data-step": key, "data-state": state },
    element("span", { class: tone }, `${marks[state]} ${t.states[state]} `),
    stepWords[key][language],
    failures.length === 0
      ? null
      : element(
          "ul",
          {},
          ...failures.map((failure) => failureOf(language, failure)),
          count > failures.length ? element("li", {}, t.more(count - failures.length)) : null,
        ),
  );
}

function factsOf(language: Language, summary: Summary): HTMLElement {
  const t = words[language];
  const figures = Object.entries(summary.figures).map(([name, count]) => `${t.figures[name] ?? name} ${count}`);
  const facts: readonly [string, string][] = [
    [t.facts.filing, summary.filing],
    [t.facts.period, periodWords[language](summary.period)],
    [t.facts.origin, summary.origin],
    [t.facts.size, summary.size],
    [t.facts.root, summary.root],
    [t.facts.signedBy, summary.signedBy ?? t.none],
    [t.facts.previous, summary.previous ?? t.none],
    [t.facts.leaves, t.leaves(summary.leaves, summary.opened)],
    [t.facts.figures, figures.join(language === "zh" ? "，" : ", ")],
  ];
  return element("dl", {}, ...facts.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}

/** A report as the page shows it. */
export function reportOf(language: Language, { ok, steps, summary }: Report): HTMLElement {
  const t = words[language];
  return element(
    "section",
    { "aria-labelledby": "verdict" },
    element(
      "h2",
      { id: "verdict", class: `verdict ${ok ? "good" : "bad"}`, tabindex: "-1" },
      ok ? t.holds : t.holdsNot,
    ),
    element("ol", {}, ...steps.map((step) => stepOf(language, step))),
    summary ? factsOf(language, summary) : null,
    element("p", { class: "soft" }, t.limits),
  );
}
