import type { Json } from "../kernel/json";
import type { Citation, MeasureKey } from "../policy/contract";
import { citationText, measurePhrase } from "../policy/rules-words";
import type { Content } from "./content";
import { type Both, labels, titles, worded } from "./words";

export type SummaryRow = { readonly label: Both; readonly value: Both; readonly isCode: boolean };
/** A part of the readable summary; `items` are told apart from each other. */
export type SummarySection = { readonly title: Both; readonly items: readonly (readonly SummaryRow[])[] };

type Label = keyof typeof labels;
type Told = string | number | boolean | null | undefined | Both;

const both = (told: Exclude<Told, null | undefined>): Both =>
  typeof told === "object" ? told : { zh: String(told), en: String(told) };

/** Rows of what is there; nothing is said of what is not. */
function rowsOf(given: readonly (readonly [Label, Told, "code"?])[]): SummaryRow[] {
  return given.flatMap(([label, told, form]) =>
    told === null || told === undefined || told === "" || told === false
      ? []
      : [{ label: labels[label], value: both(told === true ? worded("yes") : told), isCode: form === "code" }],
  );
}

const joined = (parts: readonly Both[], comma: Both): Both => ({
  zh: parts.map(({ zh }) => zh).join(comma.zh),
  en: parts.map(({ en }) => en).join(comma.en),
});
const comma: Both = { zh: "、", en: ", " };

/** Citations in a measure's grounds, as papers write them. */
function groundsText(grounds: Json): Both | null {
  const list = (grounds as { legal?: readonly Citation[] } | null)?.legal;
  return Array.isArray(list) && list.length > 0 ? joined(list.map(citationText), { zh: "；", en: "; " }) : null;
}

function registryRows(content: Content): SummaryRow[] {
  const { subject } = content;
  if (!subject) return [];
  const { founder, ...plain } = subject.registry as {
    founder?: { code: string; externalId: string; nickname: string };
  };
  const of = plain as Readonly<Record<string, string | number | boolean | null>>;
  return rowsOf([
    ["kind", worded(subject.kind)],
    ["name", subject.name],
    ["code", subject.code, "code"],
    ["externalId", subject.externalId, "code"],
    ["category", of.category && worded(String(of.category))],
    ["grade", of.grade],
    ["memberCount", of.memberCount],
    ["status", of.status && worded(String(of.status))],
    ["credit", of.credit],
    ["minor", of.minor],
    ["registeredAt", of.registeredAt, "code"],
    ["founder", founder && `${founder.nickname} ${founder.code} ${founder.externalId}`],
  ]);
}

/** What a package tells, in words, for people: the same for the screen and for the file. */
export function summaryOf(content: Content): SummarySection[] {
  const { identity, decisions, measures, evidence, reports } = content;
  const sections: SummarySection[] = [
    {
      title: titles.referral,
      items: [
        rowsOf([
          ["number", content.number, "code"],
          ["danger", content.danger],
          ["office", content.office],
          ["contact", content.contact],
          ["basis", content.basis],
          ["reason", content.reason],
          ["case", content.case.number, "code"],
          ["openedAt", content.case.openedAt, "code"],
          ["severity", content.case.severity],
          ["reportCount", content.case.reports],
          ["hashOnly", content.hashOnly ? labels.hashOnlyNote : null],
          ["reporterReason", content.reporterReason],
        ]),
      ],
    },
    { title: titles.subject, items: [registryRows(content)] },
    {
      title: titles.identity,
      items: [
        identity
          ? rowsOf([
              ["verification", worded(identity.verification)],
              ["method", identity.method],
              ["verifiedAt", identity.verifiedAt, "code"],
              ["token", identity.token, "code"],
              ["phone", identity.phone, "code"],
            ])
          : [],
      ],
    },
    {
      title: titles.decisions,
      items: (decisions ?? []).map((row) =>
        rowsOf([
          ["id", row.id, "code"],
          ["finding", worded(row.finding)],
          ["state", worded(row.state)],
          [
            "clauses",
            joined(
              row.clauses.map(({ clause, zh, en }) => ({ zh: `${clause} ${zh}`, en: `${clause} ${en}` })),
              comma,
            ),
          ],
          ["decidedAt", row.effectiveAt ?? row.proposedAt, "code"],
          ["facts", row.facts],
        ]),
      ),
    },
    {
      title: titles.measures,
      items: (measures ?? []).map((row) =>
        rowsOf([
          ["measure", measurePhrase({ key: row.measure as MeasureKey, days: null })],
          ["on", `${row.subject.code}`, "code"],
          ["state", worded(row.state)],
          ["from", row.from, "code"],
          ["until", row.until, "code"],
          ["grounds", groundsText(row.grounds)],
        ]),
      ),
    },
    {
      title: titles.evidence,
      items: evidence.map((row) =>
        rowsOf([
          ["id", row.id, "code"],
          ["kind", worded(row.kind)],
          ["role", worded(row.role)],
          ["sha256", row.sha256, "code"],
          ["message", row.message, "code"],
          ["author", row.author, "code"],
          ["sentAt", row.sentAt, "code"],
          ["receivedAt", row.receivedAt, "code"],
          ["hashOnly", row.hashOnly],
          ["text", row.text],
          ["url", row.url, "code"],
        ]),
      ),
    },
    {
      title: titles.reports,
      items: (reports ?? []).map((row) =>
        rowsOf([
          ["id", row.id, "code"],
          ["source", worded(row.source)],
          ["receivedAt", row.receivedAt, "code"],
          ["outcome", worded(row.outcome)],
          ["letter", row.regulator && [row.regulator.office, row.regulator.letter].filter(Boolean).join(" ")],
          ["description", row.description],
          ["reporterId", row.reporter?.externalId, "code"],
          ["reporterContact", row.reporter?.contact],
        ]),
      ),
    },
  ];
  return sections
    .map(({ title, items }) => ({ title, items: items.filter((rows) => rows.length > 0) }))
    .filter(({ items }) => items.length > 0);
}

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const line = ({ zh, en }: Both) => (zh === en ? escaped(zh) : `${escaped(zh)} <i lang="en">${escaped(en)}</i>`);

const style =
  "body{font:15px/1.6 system-ui,'Noto Sans SC','Microsoft YaHei UI','PingFang SC',sans-serif;max-width:52em;margin:2em auto;padding:0 1em;color:#1c1c1a}h1{font-size:1.4em}h2{font-size:1.1em;border-bottom:1px solid #bbb;margin-top:1.6em}table{border-collapse:collapse;width:100%;margin:.6em 0}th{text-align:left;width:12em;font-weight:600}th,td{vertical-align:top;padding:.2em .8em .2em 0;border-bottom:1px solid #e4e4e0;overflow-wrap:anywhere;white-space:pre-wrap}td.code{font-family:ui-monospace,monospace;font-size:.92em}i{font-style:normal;color:#666}";

/** The summary as one file that any browser opens: no script, no address, nothing is fetched. */
export function summaryPage(content: Content): string {
  const sections = summaryOf(content).map(({ title, items }) => {
    const tables = items.map(
      (rows) =>
        `<table>${rows
          .map(
            ({ label, value, isCode }) =>
              `<tr><th scope="row">${line(label)}</th><td${isCode ? ' class="code"' : ""}>${line(value)}</td></tr>`,
          )
          .join("")}</table>`,
    );
    return `<section><h2>${line(title)}</h2>${tables.join("")}</section>`;
  });
  const name = escaped(content.number);
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${name}</title><style>${style}</style></head><body><h1>${line(titles.page)} ${name}</h1>${sections.join("")}</body></html>\n`;
}
