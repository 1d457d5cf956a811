import type { Json } from "../../kernel/json";
import type { FilingContent, Glossary } from "../canonical";
import type { Description } from "../describe";
import { DispositionReader } from "../disposition";
import type { LogRow } from "../log-row";
import { contentOf } from "./whole";

/** A little log: reports, decisions, measures and what became of them, in October of 2026. */
export const october = { start: new Date("2026-09-30T16:00:00Z"), end: new Date("2026-10-31T16:00:00Z") };

export const entry = (
  index: number,
  action: string,
  subjectId: string,
  occurredAt: string,
  pub: Record<string, Json>,
): LogRow => ({
  index,
  eventId: `event-${index}`,
  action,
  subjectId,
  version: 1,
  occurredAt,
  pub,
});

const during = "2026-10-05T01:00:00.000Z";
const measure = (key: string, decision: string) => ({
  measure: key,
  decision,
  subjectKind: "group",
  subject: `subject-of-${decision}`,
  standing: "subject",
  case: 7,
  from: during,
  until: key === "suspend_posting" ? "2026-10-12T01:00:00.000Z" : null,
  parameters: {},
  legal: [{ law: "互联网群组信息服务管理规定", version: "2017", article: 11, paragraph: 1 }],
  clauses: ["fraud"],
  policy: 1,
});

export const sampleLog: readonly LogRow[] = [
  entry(0, "measure.entered", "old", "2026-08-01T01:00:00.000Z", measure("blacklist", "d0")),
  entry(1, "measure.entered", "older", "2026-08-02T01:00:00.000Z", measure("blacklist", "d0")),
  entry(2, "report.received", "c1", during, { opened: true }),
  entry(3, "report.received", "c1", during, { opened: false }),
  entry(4, "report.received", "c2", during, { opened: true }),
  entry(5, "decision.taken", "c1", during, { finding: "violates", severity: 3 }),
  entry(6, "measure.entered", "m1", during, measure("suspend_posting", "d1")),
  entry(7, "notice.issued", "n1", during, { decision: "d1", subject: "subject-of-d1" }),
  entry(8, "decision.taken", "c2", during, { finding: "does_not", severity: 0 }),
  entry(9, "decision.approved", "c3", during, { finding: "violates", severity: 4 }),
  entry(10, "measure.entered", "m2", during, measure("close_group", "d2")),
  entry(11, "measure.entered", "m3", during, measure("blacklist", "d2")),
  entry(12, "measure.executed", "m1", "2026-10-05T01:00:09.000Z", { measure: "suspend_posting" }),
  entry(13, "measure.lifted", "older", "2026-10-20T01:00:00.000Z", { measure: "blacklist" }),
  entry(14, "measure.expired", "m1", "2026-11-01T01:00:00.000Z", { measure: "suspend_posting" }),
  entry(15, "report.received", "c9", "2026-11-02T01:00:00.000Z", { opened: true }),
];

export const sampleFigures = {
  received: 3,
  cases: 2,
  decisions: 3,
  noViolation: 1,
  measures: 3,
  executed: 1,
  closed: 1,
  blacklisted: 1,
  unblacklisted: 1,
  listed: 2,
};

/** What the registry says of the group of the sample. */
export const sampleAbout: Description = {
  caseNumber: "C-000007",
  receivedAt: during,
  groupCode: "G-3107-4482",
  groupName: "同城二手数码捡漏3群",
  groupCategory: "business",
  groupGrade: 2,
  memberCount: 1486,
  subjectCode: "G-3107-4482",
  subjectName: "同城二手数码捡漏3群",
  evidenceSha256: ["ab".repeat(32)],
};

export const sampleWords: Glossary = {
  measure: (key) => ({
    zh: { close_group: "关闭群组", suspend_posting: "暂停发布" }[key] ?? "列入黑名单",
    en: key,
  }),
  groupCategory: () => "商业",
  clause: () => ({ name: "诈骗", clause: "4.2.1", label: "平台公约2026.1版" }),
};

/** The sample as a filing; `name` stands in for a group's name. */
export function sampleContent(name = sampleAbout.groupName): FilingContent {
  const reader = new DispositionReader(october.start, october.end);
  for (const row of sampleLog) reader.take(row);
  return contentOf(
    {
      number: "F-2026-0001",
      letter: { provider: "星渡网络科技有限公司", office: "省互联网信息办公室", letterNumber: "星渡函〔2026〕17号" },
      period: { start: october.start.toISOString(), end: october.end.toISOString(), zone: "Asia/Shanghai" },
      asOf: { size: "16", root: "c8".repeat(32) },
      preparedAt: "2026-11-05T02:00:00.000Z",
    },
    reader.result(),
    new Map(["m1", "m2", "m3"].map((id) => [id, { ...sampleAbout, groupName: name, subjectName: name }])),
    sampleWords,
  );
}
