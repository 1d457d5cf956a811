import { and, eq } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { auditEvent, caseDraft } from "../../db/schema";
import { after, minute } from "../kernel/calendar";
import { defaultDocument } from "../policy/default";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { refusalOf } from "../testing/refusal";
import { newReport, operator, publishDefault } from "../testing/reports";
import { claimCase, claimNext, release } from "./service/claim";
import { findDraft, saveDraft } from "./service/draft";
import { openEvidence } from "./service/evidence";
import { vocabulary } from "./service/list";
import { escalateCase } from "./service/move";
import { assignQueues } from "./service/queues";
import { receiveReports } from "./service/receive";
import { historyOf, reportList, reportSummary, showCase, timelineOf } from "./service/show";

useDatabase();
const now = testNow();
const leafUnder = (parent: string) =>
  defaultDocument.taxonomy.find((each) => each.parent === parent && each.severity !== null)?.key as string;
const [fraud, spam] = [leafUnder("fraud"), leafUnder("spam")];
const hashOnly = defaultDocument.taxonomy.find((each) => each.hashOnly && each.severity !== null)?.key as string;
beforeAll(() => publishDefault(now));

const message = (id: string, text: string, role: "reported" | "context" = "reported") => ({
  kind: "text" as const,
  role,
  messageExternalId: id,
  authorExternalId: "author-1",
  text,
});

async function received(reports: Parameters<typeof newReport>[0][], at = now) {
  const answers = await receiveReports(operator, reports.map(newReport), at);
  const [first] = answers;
  if (!first?.ok) throw new Error(`the report was refused: ${JSON.stringify(first)}`);
  return { number: first.caseNumber, answers };
}

const disclosures = (caseId: string) =>
  read((tx) =>
    tx
      .select({ actor: auditEvent.actorRef })
      .from(auditEvent)
      .where(and(eq(auditEvent.caseId, caseId), eq(auditEvent.action, "disclosure.evidence_viewed"))),
  );

it("merged reports are grouped by category with sources, and each reporter counts once", async () => {
  const ann = await makePerson(["moderator"], "安", now);
  const subject = { type: "group" as const, externalId: "merged" };
  const { number } = await received([
    { subject, category: fraud, reporter: { externalId: "r1" } },
    { subject, category: fraud, reporter: { externalId: "r2" }, source: "web_form" },
    { subject, category: spam, reporter: { externalId: "r1" } },
    { subject, category: fraud },
  ]);
  const shown = await showCase(ann, { number }, now);
  const summary = await reportSummary({ caseId: shown.id });
  expect(summary).toMatchObject({ total: 4, reporters: 3, firstAt: now });
  expect(summary.groups).toEqual([
    {
      category: fraud,
      count: 3,
      reporters: 3,
      sources: [
        { source: "in_app", count: 2 },
        { source: "web_form", count: 1 },
      ],
    },
    { category: spam, count: 1, reporters: 1, sources: [{ source: "in_app", count: 1 }] },
  ]);
  const single = await reportList({ caseId: shown.id, limit: 3 });
  const rest = await reportList({ caseId: shown.id, limit: 3, cursor: single.next ?? undefined });
  expect([...single.rows, ...rest.rows]).toHaveLength(4);
  expect(JSON.stringify([single, rest, summary, shown])).not.toContain("r1");
});

it("viewing evidence is logged once for each claim, and not at all when it is refused", async () => {
  const [ann, bob] = [await makePerson(["moderator"], "安", now), await makePerson(["moderator"], "博", now)];
  const subject = { type: "group" as const, externalId: "evidence" };
  const { number } = await received([
    { subject, evidence: [message("m1", "先转定金"), message("m0", "在吗", "context")], description: "骗人的" },
    { subject, evidence: [message("m1", "先转定金")], reporter: { externalId: "r2" } },
  ]);
  const shown = await showCase(ann, { number }, now);
  const lease = await claimCase(ann, { caseId: shown.id }, now);
  const first = await openEvidence(ann, { caseId: shown.id, token: lease.token }, now);
  expect(await openEvidence(ann, { caseId: shown.id, token: lease.token }, now)).toEqual(first);
  expect(await disclosures(shown.id)).toEqual([{ actor: `staff:${ann.id}` }]);
  expect(first.items.map(({ text, role, reports }) => ({ text, role, reports }))).toEqual(
    expect.arrayContaining([
      { text: "先转定金", role: "reported", reports: 2 },
      { text: "在吗", role: "context", reports: 1 },
    ]),
  );
  expect(first.items).toHaveLength(2);
  expect(first.items[0]?.author).toMatchObject({ externalId: "author-1" });
  expect(first.descriptions).toMatchObject([{ text: "骗人的" }]);

  await release(ann, lease);
  const again = await claimCase(ann, { caseId: shown.id }, now);
  await openEvidence(ann, { caseId: shown.id, token: again.token }, now);
  for (const [by, token] of [
    [bob, again.token],
    [ann, lease.token],
  ] as const)
    expect(await refusalOf(openEvidence(by, { caseId: shown.id, token }, now))).toMatchObject({
      code: "cases.lost_to",
    });
  await openEvidence(bob, { caseId: shown.id }, now);
  expect((await disclosures(shown.id)).map((each) => each.actor).sort()).toEqual(
    [ann, ann, bob].map((each) => `staff:${each.id}`).sort(),
  );
  expect(await refusalOf(openEvidence(bob, { caseId: bob.id }, now))).toMatchObject({ code: "cases.missing" });
});

it("of material in a category that is never rendered, only hash and reference are shown", async () => {
  const ann = await makePerson(["moderator"], "安", now);
  const { number } = await received([
    {
      subject: { type: "account", externalId: "hidden" },
      category: hashOnly,
      description: "words of the reporter",
      evidence: [{ ...message("m9", "never shown"), url: "https://example.test/never" }],
    },
  ]);
  const { id: caseId } = await showCase(ann, { number }, now);
  const opened = await openEvidence(ann, { caseId }, now);
  expect(opened.items).toMatchObject([
    { hashOnly: true, text: null, url: null, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
  expect(JSON.stringify(opened)).not.toContain("never");
  expect(opened.descriptions).toMatchObject([{ text: null }]);
});

it("the head says who holds the case, what this person may do and why not, with the rule that would refuse", async () => {
  const [ann, bob] = [await makePerson(["moderator"], "安", now), await makePerson(["moderator"], "博", now)];
  const eve = await makePerson(["manager"], "主管", now);
  const { number } = await received([{ subject: { type: "group", externalId: "head" } }]);
  const free = await showCase(ann, { number }, now);
  expect(free).toMatchObject({ state: "open", holder: null, lease: null, allowed: { claim: null, escalate: null } });
  expect(free.facts).toMatchObject({ externalId: "head", confirmed: false, status: "active" });
  const lease = await claimCase(ann, { caseId: free.id }, now);
  const mine = await showCase(ann, { number }, now);
  expect(mine).toMatchObject({ state: "claimed", holder: { name: "安", isMe: true }, lease: { token: lease.token } });
  const theirs = await showCase(bob, { number }, now);
  expect(theirs).toMatchObject({ state: "claimed", holder: { name: "安", isMe: false }, lease: null });
  expect(theirs.allowed.claim).toMatchObject({ code: "cases.claimed" });
  const managers = await showCase(eve, { number }, now);
  expect(managers.allowed).toMatchObject({ claim: { code: "access.role" }, evidence: { code: "access.role" } });
  expect(JSON.stringify([theirs, managers])).not.toContain(lease.token);
});

it("the timeline is the log, newest first, in pages that meet", async () => {
  const ann = await makePerson(["moderator"], "安", now);
  const subject = { type: "group" as const, externalId: "timeline" };
  const { number } = await received([{ subject }]);
  for (let at = 1; at <= 4; at++)
    await received([{ subject, reporter: { externalId: `t${at}` } }], after(now, at * minute));
  const { id: caseId } = await showCase(ann, { number }, now);
  await escalateCase(ann, { caseId, reason: "unsure" }, after(now, 9 * minute));
  const first = await timelineOf(ann, { caseId, limit: 4 });
  const rest = await timelineOf(ann, { caseId, limit: 4, cursor: first.next ?? undefined });
  expect(rest.next).toBeNull();
  const actions = [...first.rows, ...rest.rows].map((row) => row.action);
  expect(actions).toEqual(["case.escalated", ...Array(5).fill("report.received")]);
  expect(first.rows[0]).toMatchObject({ actor: { kind: "staff", name: "安" }, pub: { reason: "unsure" } });
  expect(await refusalOf(timelineOf(ann, { caseId, limit: 4, cursor: "x" }))).toMatchObject({
    code: "cases.bad_cursor",
  });
});

it("history lists the other cases of the subject", async () => {
  const ann = await makePerson(["moderator"], "安", now);
  const { number } = await received([{ subject: { type: "group", externalId: "history" } }]);
  const { id: caseId } = await showCase(ann, { number }, now);
  expect(await historyOf({ caseId })).toEqual({ rows: [] });
});

it("a draft is kept sealed for its author alone, with or without a claim", async () => {
  const [ann, bob] = [await makePerson(["moderator"], "安", now), await makePerson(["moderator"], "博", now)];
  const { number } = await received([{ subject: { type: "group", externalId: "draft" } }]);
  const { id: caseId } = await showCase(ann, { number }, now);
  await saveDraft(ann, { caseId, draft: "事实：先付定金" }, now);
  await saveDraft(ann, { caseId, draft: "事实：先付定金三百" }, after(now, minute));
  expect(await findDraft(ann, { caseId })).toEqual({ draft: "事实：先付定金三百", savedAt: after(now, minute) });
  expect(await findDraft(bob, { caseId })).toBeNull();
  const [row] = await read((tx) => tx.select().from(caseDraft).where(eq(caseDraft.caseId, caseId)));
  expect(row?.draft.toString("utf8")).not.toContain("定金");
});

it("queues that a person serves are set with an entry, and unknown ones are refused", async () => {
  const [ann, lea] = [await makePerson(["moderator"], "安", now), await makePerson(["lead"], "莉", now)];
  const { queues } = await vocabulary(ann);
  const [queue] = queues;
  await assignQueues(lea, { staffId: ann.id, queues: [queue?.key as string] }, now);
  expect((await vocabulary(ann)).queues).toEqual([queue]);
  expect(await refusalOf(claimNext(ann, { queue: "elsewhere" }, now))).toMatchObject({ code: "cases.not_her_queue" });
  expect(await refusalOf(assignQueues(lea, { staffId: ann.id, queues: ["elsewhere"] }, now))).toMatchObject({
    code: "cases.unknown_queue",
  });
  expect(await refusalOf(assignQueues(lea, { staffId: queue ? lea.sessionId : "", queues: null }, now))).toMatchObject({
    code: "cases.missing_person",
  });
  await assignQueues(lea, { staffId: ann.id, queues: null }, now);
  expect((await vocabulary(ann)).queues).toEqual(queues);
});
