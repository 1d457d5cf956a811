import { and, eq, inArray } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { approval, auditEvent, caseRow, decision, measure, notice, outgoing, report } from "../../db/schema";
import { showMeasure } from "../enforcement/service/ledger";
import type { StaffActor } from "../kernel/actor";
import { after, day } from "../kernel/calendar";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { stopIncident } from "./service/reverse";
import { workIncidents } from "./service/run";
import {
  carriedOut,
  content,
  incidentRecord,
  makeSubjects,
  named,
  rowsOf,
  running,
  takenBack,
  workAll,
} from "./testing/world";

useDatabase();
const now = testNow();
let lead: StaffActor;
let second: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  lead = await makePerson(["lead"], "陈默", now);
  second = await makePerson(["lead"], "何川", now);
});

const statesOf = async (id: string) => (await rowsOf(id)).map(({ state }) => state);
const entriesAbout = (id: string) =>
  read((tx) =>
    tx
      .select({ action: auditEvent.action, body: auditEvent.bodyJson, version: auditEvent.subjectVersion })
      .from(auditEvent)
      .where(and(eq(auditEvent.subjectKind, "incident"), eq(auditEvent.subjectId, id)))
      .orderBy(auditEvent.subjectVersion),
  );

describe("an incident that is carried out", () => {
  it("makes the whole chain for each subject: report, case, decision of two people, measure, order, notice", async () => {
    const ids = named("chain", 3);
    const groups = await makeSubjects("group", ids, now);
    const { incidentId } = await carriedOut([lead, second], content(ids), now);
    expect(await incidentRecord(incidentId)).toMatchObject({ state: "done", approvedBy: second.id, total: 3 });
    for (const row of await rowsOf(incidentId)) {
      expect(row).toMatchObject({ state: "done", cause: null });
      const group = groups.find(({ id }) => id === row.subjectId);
      const found = await read(async (tx) => ({
        decision: (
          await tx
            .select()
            .from(decision)
            .where(eq(decision.id, row.decisionId as string))
        )[0],
        approval: (
          await tx
            .select()
            .from(approval)
            .where(eq(approval.decisionId, row.decisionId as string))
        )[0],
        measures: await tx
          .select()
          .from(measure)
          .where(eq(measure.decisionId, row.decisionId as string)),
        notices: await tx
          .select()
          .from(notice)
          .where(eq(notice.decisionId, row.decisionId as string)),
        orders: await tx.select().from(outgoing).where(eq(outgoing.subjectId, row.subjectId)),
        case: (
          await tx
            .select()
            .from(caseRow)
            .where(eq(caseRow.number, row.caseNumber as number))
        )[0],
      }));
      expect(found.decision).toMatchObject({ state: "effective", proposedBy: lead.id, finding: "violates" });
      expect(found.approval).toMatchObject({ by: second.id, verdict: "approved" });
      expect(found.measures).toMatchObject([
        {
          id: row.measureId,
          key: "suspend_posting",
          state: "in_force",
          until: after(now, 7 * day),
          subjectCode: group?.code,
        },
      ]);
      expect(found.notices).toHaveLength(1);
      expect(found.orders.map(({ type }) => type).sort()).toEqual(["measure.ordered", "notice.issued"]);
      expect(found.case).toMatchObject({ state: "decided", source: "staff", reportCount: 1, version: 2 });
      const reports = await read((tx) =>
        tx
          .select()
          .from(report)
          .where(eq(report.caseId, found.case?.id as string)),
      );
      expect(reports).toMatchObject([{ source: "staff", state: "upheld", origin: `staff:${lead.id}` }]);
    }
  });

  it("is in the log: its own acts in order, and each decision names it and its two people", async () => {
    const ids = named("log", 2);
    await makeSubjects("group", ids, now);
    const { incidentId, number } = await carriedOut([lead, second], content(ids), now);
    const entries = await entriesAbout(incidentId);
    expect(entries.filter(({ version }) => version !== null).map(({ action, version }) => [action, version])).toEqual([
      ["incident.drafted", 1],
      ["incident.proposed", 2],
      ["incident.approved", 3],
      ["incident.finished", 4],
    ]);
    expect(entries.find(({ action }) => action === "incident.carried_out")?.body).toMatchObject({ pub: { done: 2 } });
    const rows = await rowsOf(incidentId);
    const cases = await read((tx) =>
      tx
        .select({ id: decision.caseId })
        .from(decision)
        .where(
          inArray(
            decision.id,
            rows.map(({ decisionId }) => decisionId as string),
          ),
        ),
    );
    const taken = await read((tx) =>
      tx
        .select({ body: auditEvent.bodyJson })
        .from(auditEvent)
        .where(
          and(
            eq(auditEvent.action, "decision.taken"),
            inArray(
              auditEvent.caseId,
              cases.map(({ id }) => id),
            ),
          ),
        ),
    );
    expect(taken).toHaveLength(2);
    for (const { body } of taken)
      expect(body).toMatchObject({
        pub: { incident: number, proposedBy: `staff:${lead.id}`, approvedBy: `staff:${second.id}`, measures: 1 },
      });
  });

  it("says nothing of what a person wrote in public, and names no name", async () => {
    const ids = named("public", 1);
    await makeSubjects("group", ids, now);
    const { incidentId } = await carriedOut([lead, second], content(ids, { facts: "只在私密处的事实" }), now);
    expect(JSON.stringify((await entriesAbout(incidentId)).map(({ body }) => body))).not.toMatch(
      /只在私密处|节前|夜市/,
    );
  });

  it("with an authority's order begins each chain with its letter", async () => {
    const ids = named("order", 1);
    const [group] = await makeSubjects("group", ids, now);
    const { number } = await carriedOut(
      [lead, second],
      content(ids, { authority: { office: "市网信办", number: "2026-114" } }),
      now,
    );
    const reports = await read((tx) =>
      tx
        .select()
        .from(report)
        .where(eq(report.subjectId, group?.id as string)),
    );
    const [taken] = await read((tx) =>
      tx
        .select()
        .from(measure)
        .where(eq(measure.subjectId, group?.id as string)),
    );
    expect(taken?.grounds).toMatchObject({ incident: number, authority: { office: "市网信办", number: "2026-114" } });
    const shown = await showMeasure(lead, taken?.id as string, now);
    expect(shown.decision).toMatchObject({ incident: number, by: "陈默", approvedBy: "何川" });
    expect(reports).toMatchObject([
      { source: "regulator", regulatorOffice: "市网信办", regulatorLetter: "2026-114", state: "upheld" },
    ]);
  });
});

describe("defect 16: closing the tab stops a bulk act midway", () => {
  it("goes on by itself after the tab and the server are gone, and does nobody twice", async () => {
    const ids = named("tab", 25);
    const groups = await makeSubjects("group", ids, now);
    // Approving is all that the tab did. One piece is done, then the worker is gone.
    const { incidentId } = await running([lead, second], content(ids), now);
    expect(await workIncidents(now)).toBe(10);
    expect((await statesOf(incidentId)).filter((state) => state === "done")).toHaveLength(10);
    expect(await incidentRecord(incidentId)).toMatchObject({ state: "running" });
    // Another worker, much later.
    await workAll(after(now, day));
    expect(await incidentRecord(incidentId)).toMatchObject({ state: "done" });
    const measures = await read((tx) =>
      tx
        .select()
        .from(measure)
        .where(
          inArray(
            measure.subjectId,
            groups.map(({ id }) => id),
          ),
        ),
    );
    expect(measures).toHaveLength(25);
    expect(new Set(measures.map(({ subjectId }) => subjectId)).size).toBe(25);
  });

  it("with several workers at once does each subject once", async () => {
    const ids = named("workers", 60);
    const groups = await makeSubjects("group", ids, now);
    const { incidentId } = await running([lead, second], content(ids), now);
    await Promise.all([workAll(now), workAll(now), workAll(now)]);
    await workAll(now);
    expect(await incidentRecord(incidentId)).toMatchObject({ state: "done" });
    expect(new Set(await statesOf(incidentId))).toEqual(new Set(["done"]));
    const measures = await read((tx) =>
      tx
        .select()
        .from(measure)
        .where(
          inArray(
            measure.subjectId,
            groups.map(({ id }) => id),
          ),
        ),
    );
    expect(measures).toHaveLength(60);
  });
});

describe("an incident that is stopped", () => {
  it("keeps what is done and leaves the rest, for good", async () => {
    const ids = named("stop", 15);
    await makeSubjects("group", ids, now);
    const { incidentId, version } = await running([lead, second], content(ids), now);
    await workIncidents(now);
    await stopIncident(second, { incidentId, version }, now);
    await workAll(now);
    const states = await statesOf(incidentId);
    expect([
      states.filter((state) => state === "done").length,
      states.filter((state) => state === "waiting").length,
    ]).toEqual([10, 5]);
    expect(await incidentRecord(incidentId)).toMatchObject({ state: "stopped", stoppedBy: second.id });
    expect(await refusalOf(stopIncident(lead, { incidentId, version: version + 1 }, now))).toMatchObject({
      code: "incidents.transition",
    });
    const stopped = (await entriesAbout(incidentId)).find(({ action }) => action === "incident.stopped");
    expect(stopped?.body).toMatchObject({ pub: { done: 10, waiting: 5 } });
    // What was done can be taken back as one act.
    await takenBack([lead, second], incidentId, version + 1, now);
    expect((await statesOf(incidentId)).filter((state) => state === "reversed")).toHaveLength(10);
    expect(await incidentRecord(incidentId)).toMatchObject({ state: "reversed" });
  });

  it("waits for no more than the pieces in hand, whatever comes after them", async () => {
    const ids = named("halt", 60);
    await makeSubjects("group", ids, now);
    const { incidentId, version } = await running([lead, second], content(ids), now);
    const workers = [workAll(now), workAll(now)];
    await stopIncident(lead, { incidentId, version }, now);
    await Promise.all(workers);
    const states = await statesOf(incidentId);
    expect(states.filter((state) => state === "waiting").length).toBeGreaterThan(0);
    expect(states.every((state) => state === "waiting" || state === "done")).toBe(true);
  });
});
