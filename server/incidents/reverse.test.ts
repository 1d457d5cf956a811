import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { writeDatabase } from "../../db/client";
import { account, auditEvent, decision, group, outgoing, privacyKey, report } from "../../db/schema";
import { expireMeasures, liftMeasure } from "../enforcement/service/end";
import type { StaffActor } from "../kernel/actor";
import { day, hour, after as later } from "../kernel/calendar";
import { defaultDocument } from "../policy/default";
import { publishPolicy } from "../policy/service";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { measuresOf, reportedCase } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { approveIncident, lapseIncidents, proposeIncident, returnIncident, withdrawIncident } from "./service/propose";
import { approveReversalOf, askToReverse, refuseReversalOf, withdrawReversalOf } from "./service/reverse";
import { workIncidents } from "./service/run";
import { listIncidents, listSubjects, showIncident } from "./service/show";
import {
  carriedOut,
  content,
  drafted,
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
const people = () => [lead, second] as const;
const decisionOf = async (id: string | null) =>
  (
    await read((tx) =>
      tx
        .select()
        .from(decision)
        .where(eq(decision.id, id as string)),
    )
  )[0];

describe("an incident that is taken back", () => {
  it("is one act of two people: each measure reversed, each subject as it was, each reporter told otherwise", async () => {
    const ids = named("back", 12);
    const groups = await makeSubjects("group", ids, now);
    const reported = await reportedCase({ subject: { type: "group", externalId: "back-3" } }, now);
    const closing = content(ids, { measure: { key: "close_group", parameters: {}, days: null } });
    const { incidentId, version } = await carriedOut(people(), closing, now);
    const statuses = () =>
      read(async (tx) =>
        (await Promise.all(groups.map(({ id }) => tx.select().from(group).where(eq(group.id, id))))).map(
          ([row]) => row?.status,
        ),
      );
    expect(new Set(await statuses())).toEqual(new Set(["closed"]));
    await takenBack(people(), incidentId, version, later(now, hour));
    expect(await incidentRecord(incidentId)).toMatchObject({
      state: "reversed",
      reversalBy: lead.id,
      reversalApprovedBy: second.id,
    });
    expect(new Set(await statuses())).toEqual(new Set(["active"]));
    for (const row of await rowsOf(incidentId)) {
      expect(row).toMatchObject({ state: "reversed", cause: null });
      expect(await decisionOf(row.decisionId)).toMatchObject({ state: "reversed" });
      const [first, reversal] = await measuresOf(row.subjectId);
      expect(first).toMatchObject({ id: row.measureId, state: "overturned" });
      expect(reversal).toMatchObject({ reverses: row.measureId });
      const orders = await read((tx) => tx.select().from(outgoing).where(eq(outgoing.subjectId, row.subjectId)));
      expect(orders.map(({ type }) => type).filter((type) => type.startsWith("measure"))).toEqual([
        "measure.ordered",
        "measure.ended",
      ]);
    }
    const reports = await read((tx) => tx.select().from(report).where(eq(report.caseId, reported.id)));
    expect(new Set(reports.map(({ state }) => state))).toEqual(new Set(["not_upheld"]));
  });

  it("leaves what it did to a subject that was erased since, and says so", async () => {
    const [first, other] = named("erased", 2);
    const [erased] = await makeSubjects("group", [first as string, other as string], now);
    const { incidentId, version } = await carriedOut(people(), content([first as string, other as string]), now);
    const id = erased?.id as string;
    const since = later(now, 40 * day);
    await expireMeasures(since);
    const write = writeDatabase();
    await write
      .update(group)
      .set({ name: "", externalId: `erased:${id}`, erasedAt: since })
      .where(eq(group.id, id));
    const gone = eq(privacyKey.about, `group:${id}`);
    await write.update(privacyKey).set({ wrapped: null, erasedAt: since }).where(gone);
    await takenBack(people(), incidentId, version, since);
    expect((await rowsOf(incidentId)).map(({ subjectId, state, cause }) => [subjectId === id, state, cause])).toEqual([
      [true, "kept", "erased"],
      [false, "reversed", "ended_already"],
    ]);
    expect(await incidentRecord(incidentId)).toMatchObject({ state: "reversed" });
  });

  it("goes on after the worker was gone midway, and reverses nothing twice", async () => {
    const ids = named("midway", 25);
    const groups = await makeSubjects("group", ids, now);
    const { incidentId, version } = await carriedOut(people(), content(ids), now);
    await askToReverse(second, { incidentId, version, reason: "名单有误" }, now);
    await approveReversalOf(lead, { incidentId, version: version + 1 }, now);
    expect(await workIncidents(now)).toBe(10);
    await Promise.all([workAll(now), workAll(now)]);
    await workAll(now);
    expect(await incidentRecord(incidentId)).toMatchObject({ state: "reversed" });
    for (const { id } of groups) expect(await measuresOf(id)).toHaveLength(2);
  });

  it("takes the strike away also where the measure has ended by itself, and leaves what an appeal or a lead has settled", async () => {
    const ids = named("ended", 3);
    await makeSubjects("group", ids, now);
    const { incidentId, version } = await carriedOut(people(), content(ids), now);
    const [lifted, , gone] = await rowsOf(incidentId);
    await liftMeasure(lead, { measureId: lifted?.measureId as string, version: 1, reason: "已整改" }, later(now, hour));
    await takenBack(people(), incidentId, version, later(now, 2 * hour));
    const after = await rowsOf(incidentId);
    expect(after.map(({ state, cause }) => [state, cause])).toEqual([
      ["reversed", "ended_already"],
      ["reversed", null],
      ["reversed", null],
    ]);
    expect(await decisionOf(lifted?.decisionId ?? null)).toMatchObject({ state: "reversed" });
    expect(await decisionOf(gone?.decisionId ?? null)).toMatchObject({ state: "reversed" });
    expect((await measuresOf(lifted?.subjectId as string)).map(({ state }) => state)).toEqual(["lifted"]);
    const entries = await read((tx) =>
      tx.select({ body: auditEvent.bodyJson }).from(auditEvent).where(eq(auditEvent.action, "decision.reversed")),
    );
    expect(entries).toContainEqual({
      body: expect.objectContaining({ pub: expect.objectContaining({ decision: lifted?.decisionId }) }),
    });
  });

  it("does the same when all of it has run out", async () => {
    const ids = named("out", 2);
    await makeSubjects("account", ids, now);
    const said = content([], {
      selection: { by: "list", kind: "account", text: ids.join("\n") },
      measure: { key: "lower_credit", parameters: { to: "D" }, days: 30 },
    });
    const { incidentId, version } = await carriedOut(people(), said, now);
    const [row] = await rowsOf(incidentId);
    const creditOf = async () =>
      (
        await read((tx) =>
          tx
            .select()
            .from(account)
            .where(eq(account.id, row?.subjectId as string)),
        )
      )[0]?.credit;
    expect(await creditOf()).toBe("D");
    await expireMeasures(later(now, 31 * day));
    expect(await creditOf()).toBe("C");
    await takenBack(people(), incidentId, version, later(now, 32 * day));
    expect((await rowsOf(incidentId)).map(({ state, cause }) => [state, cause])).toEqual([
      ["reversed", "ended_already"],
      ["reversed", "ended_already"],
    ]);
    expect(await creditOf()).toBe("C");
  });
});

describe("who may do what", () => {
  it("refuses whoever proposed to approve, and whoever asked to agree, and writes nothing", async () => {
    await makeSubjects("group", ["two-1"], now);
    const made = await drafted(lead, content(["two-1"]), now);
    const { incidentId } = made;
    expect(await refusalOf(proposeIncident(second, { incidentId, version: 1 }, now))).toMatchObject({
      code: "incidents.not_author",
    });
    await proposeIncident(lead, { incidentId, version: 1 }, now);
    expect(await refusalOf(approveIncident(lead, { incidentId, version: 2 }, now))).toMatchObject({
      code: "incidents.own_proposal",
      status: 403,
    });
    expect(await refusalOf(approveIncident(second, { incidentId, version: 1 }, now))).toMatchObject({
      code: "incidents.stale",
      status: 409,
    });
    await approveIncident(second, { incidentId, version: 2 }, now);
    expect(await refusalOf(approveIncident(second, { incidentId, version: 3 }, now))).toMatchObject({
      code: "incidents.transition",
    });
    await workAll(now);
    await askToReverse(second, { incidentId, version: 4, reason: "误" }, now);
    expect(await refusalOf(approveReversalOf(second, { incidentId, version: 5 }, now))).toMatchObject({
      code: "incidents.own_proposal",
    });
    await refuseReversalOf(lead, { incidentId, version: 5, reason: "无误" }, now);
    await askToReverse(second, { incidentId, version: 6, reason: "再次核对" }, now);
    expect(await refusalOf(withdrawReversalOf(lead, { incidentId, version: 7 }, now))).toMatchObject({
      code: "incidents.not_asker",
    });
    await withdrawReversalOf(second, { incidentId, version: 7 }, now);
    expect(await incidentRecord(incidentId)).toMatchObject({ state: "done", reversalBy: null, version: 8 });
  });

  it("makes a draft again of what is returned, withdrawn or lapses, with its subjects", async () => {
    await makeSubjects("group", ["again-1"], now);
    const { incidentId } = await drafted(lead, content(["again-1"]), now);
    await proposeIncident(lead, { incidentId, version: 1 }, now);
    await returnIncident(second, { incidentId, version: 2, reason: "请补充事实" }, now);
    expect(await incidentRecord(incidentId)).toMatchObject({ state: "draft", version: 3, lapsesAt: null });
    await proposeIncident(lead, { incidentId, version: 3 }, now);
    await withdrawIncident(lead, { incidentId, version: 4 }, now);
    await proposeIncident(lead, { incidentId, version: 5 }, now);
    expect(await lapseIncidents(later(now, 23 * hour))).toBe(0);
    expect(await lapseIncidents(later(now, 24 * hour))).toBe(1);
    expect(await lapseIncidents(later(now, 25 * hour))).toBe(0);
    expect(await incidentRecord(incidentId)).toMatchObject({ state: "draft", version: 7 });
    expect(await rowsOf(incidentId)).toHaveLength(1);
  });
});

describe("what is shown", () => {
  it("names it by its number, with figures that are the rows behind them, page by page", async () => {
    const ids = named("show", 7);
    await makeSubjects("group", ids, now);
    const { incidentId, number } = await running(people(), content(ids), now);
    const shown = await showIncident(second, `i-${String(number).padStart(4, "0")}`, now);
    expect(shown).toMatchObject({
      id: incidentId,
      title: "节前虚假交易专项",
      author: "陈默",
      approver: "何川",
      figures: { waiting: 7 },
      acts: ["stop"],
    });
    await workAll(now);
    const done = await showIncident(lead, incidentId, now);
    expect(done).toMatchObject({ figures: { done: 7, waiting: 0 }, acts: ["ask_reversal"] });
    const first = await listSubjects({ incidentId, state: "done", limit: 4 });
    const rest = await listSubjects({ incidentId, state: "done", limit: 4, cursor: first.next ?? "" });
    expect([...first.rows, ...rest.rows].map(({ ordinal }) => ordinal)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(rest.next).toBeNull();
    expect(await refusalOf(listSubjects({ incidentId, limit: 4, cursor: "x" }))).toMatchObject({
      code: "incidents.bad_cursor",
      status: 400,
    });
    expect(await refusalOf(showIncident(lead, "I-9999", now))).toMatchObject({
      code: "incidents.missing",
      status: 404,
    });
    expect(await refusalOf(showIncident(lead, "'; --", now))).toMatchObject({ code: "incidents.missing" });
    const listed = await listIncidents(lead, { limit: 2 }, now);
    expect(listed.rows[0]).toMatchObject({ number, total: 7, figures: null, isMine: true });
    const older = await listIncidents(lead, { limit: 2, cursor: listed.next ?? "" }, now);
    expect(older.rows[0]?.number).toBeLessThan(listed.rows[1]?.number ?? 0);
  });
});

describe("rules that change while a draft waits", () => {
  it("are those that it is proposed under", async () => {
    await makeSubjects("group", ["rules-1"], now);
    const { incidentId } = await drafted(lead, content(["rules-1"]), now);
    const { policyNumber: before } = (await incidentRecord(incidentId)) ?? {};
    const document = { ...defaultDocument, label: "2026.2" };
    await publishPolicy(second, { document, draftedBy: `staff:${lead.id}` }, later(now, hour));
    await proposeIncident(lead, { incidentId, version: 1 }, later(now, 2 * hour));
    const proposed = await incidentRecord(incidentId);
    expect(proposed?.policyNumber).toBe((before ?? 0) + 1);
    expect((await showIncident(second, incidentId, later(now, 2 * hour))).clauseText).not.toBeNull();
  });
});
