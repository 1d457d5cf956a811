import { eq, inArray } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { caseRow, measure, outbox, outgoing, report } from "../../db/schema";
import { claimCase } from "../cases/service/claim";
import { relay } from "../delivery/service/relay";
import type { StaffActor } from "../kernel/actor";
import { after, second } from "../kernel/calendar";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { useReceiver } from "../testing/delivery";
import { claimed, measuresOf, onSubject, reportedCase, rowsOf, subjectNamed } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { effective, justBefore, useUndoWindow } from "../testing/undo";
import { decide } from "./service/decide";
import { undoDecision } from "./service/undo";

const urls = useDatabase();
useUndoWindow();
const now = testNow();
const soon = after(now, 3 * second);
const receiver = useReceiver(urls, now);
let moderator: StaffActor;
let other: StaffActor;
let owner: postgres.Sql;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  other = await makePerson(["moderator"], "林一", now);
  owner = postgres(urls().superUrl, { max: 4, onnotice: () => undefined });
});
afterAll(() => owner.end());

/** Who waits for a lock in this database: other files' tests run in others of the same server. */
const waitingHere = () =>
  owner<
    { pid: number }[]
  >`select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;

let made = 0;
async function suspended() {
  const externalId = `r-${++made}`;
  const found = await reportedCase({ subject: { type: "group", externalId } }, now);
  const input = await claimed(moderator, found, { measures: [onSubject(found, "suspend_posting", 7)] }, now);
  const { decisionId } = await decide(moderator, input, now);
  const ids = (await rowsOf(found.id)).orders.map(({ order }) => order.id);
  return { externalId, found, decisionId, ids };
}
const waiting = async (ids: readonly string[]) =>
  (
    await read((tx) =>
      tx
        .select()
        .from(outbox)
        .where(inArray(outbox.key, [...ids])),
    )
  ).length;
const cancelled = async (ids: readonly string[]) =>
  (
    await read((tx) =>
      tx
        .select()
        .from(outgoing)
        .where(inArray(outgoing.id, [...ids])),
    )
  ).filter(({ cancelledAt }) => cancelledAt !== null).length;

it("nobody hears of what was undone, everybody of what was not, each when it takes effect and once", async () => {
  await receiver.endpoint();
  const [kept, undone] = [await suspended(), await suspended()];
  await receiver.work(justBefore(now));
  expect(receiver.heard).toEqual([]);
  await undoDecision(moderator, { decisionId: undone.decisionId, version: 1 }, soon);
  await receiver.work(justBefore(now));
  expect(receiver.heard).toEqual([]);
  await receiver.work(effective(now));
  expect(receiver.ids().sort()).toEqual([...kept.ids].sort());
  for (const { body } of receiver.heard) expect(JSON.parse(body)).toMatchObject({ at: effective(now).toISOString() });
  await receiver.work(after(effective(now), 60 * second));
  expect(receiver.heard).toHaveLength(kept.ids.length);
  // Nor does an endpoint that is added later, which is owed what nobody took.
  const late = await receiver.endpoint([], `${receiver.address}/late`, after(effective(now), 90 * second));
  await receiver.work(after(effective(now), 120 * second));
  expect(late.id).toBeTruthy();
  expect(receiver.ids().filter((id) => undone.ids.includes(id))).toEqual([]);
});

it("an endpoint that begins within the window is owed nothing that is held, and gets it in time", async () => {
  const held = await suspended();
  await receiver.endpoint([], receiver.address, soon);
  await receiver.work(justBefore(now));
  expect(receiver.heard).toEqual([]);
  await receiver.work(effective(now));
  expect(receiver.ids().sort()).toEqual([...held.ids].sort());
});

it("at the boundary a decision is undone and nothing leaves, or is not and everything does", async () => {
  const ends = new Set<string>();
  for (let nth = 0; nth < 12; nth++) {
    const { found, decisionId, ids } = await suspended();
    const undo = () => refusalOf(undoDecision(moderator, { decisionId, version: 1 }, justBefore(now)));
    const pause = () => new Promise((done) => setImmediate(done));
    const racing =
      nth % 2 === 0 ? [undo(), pause().then(() => relay(effective(now)))] : [relay(effective(now)), undo()];
    const [refusal] = (await Promise.all(racing)).filter((each) => typeof each !== "number");
    await relay(effective(now));
    const { decisions, measures } = await rowsOf(found.id);
    const code = refusal?.code ?? "undone";
    ends.add(code);
    expect(await waiting(ids)).toBe(0);
    if (code === "undone") {
      expect([decisions[0]?.state, measures[0]?.state, await cancelled(ids)]).toEqual([
        "undone",
        "cancelled",
        ids.length,
      ]);
    } else {
      expect(code).toBe("enforcement.undo_over");
      expect([decisions[0]?.state, measures[0]?.state, await cancelled(ids)]).toEqual(["effective", "in_force", 0]);
    }
  }
});

it("a relay that has begun to move what was decided is waited for, and wins", async () => {
  const { found, decisionId, ids } = await suspended();
  const undoing = await owner.begin(async (tx) => {
    await tx`delete from outbox where key = ${ids[0] as string}`;
    const work = refusalOf(undoDecision(moderator, { decisionId, version: 1 }, justBefore(now)));
    await vi.waitFor(async () => {
      const blocked = await waitingHere();
      expect(blocked.length).toBeGreaterThan(0);
    });
    return { work };
  });
  expect(await undoing.work).toMatchObject({ code: "enforcement.undo_over" });
  expect((await rowsOf(found.id)).decisions).toMatchObject([{ state: "effective" }]);
  expect(await cancelled(ids)).toBe(0);
});

it("two that undo at once undo once", async () => {
  const { found, decisionId } = await suspended();
  const undo = () => refusalOf(undoDecision(moderator, { decisionId, version: 1 }, soon));
  const refusals = await Promise.all([undo(), undo(), undo()]);
  expect(refusals.filter((each) => each === null)).toHaveLength(1);
  for (const each of refusals) if (each) expect(each.code).toBe("enforcement.decision_transition");
  expect((await rowsOf(found.id)).measures).toMatchObject([{ state: "cancelled", version: 2 }]);
});

/** What is open about a subject, and how many of its reports wait and were settled. */
async function standing(subjectId: string) {
  const [cases, reports] = await read((tx) =>
    Promise.all([
      tx.select().from(caseRow).where(eq(caseRow.subjectId, subjectId)),
      tx.select().from(report).where(eq(report.subjectId, subjectId)),
    ]),
  );
  const open = cases.filter(({ state }) => state !== "decided" && state !== "merged");
  const attached = reports.filter(({ state }) => state === "attached");
  expect(attached.every(({ caseId }) => caseId === open[0]?.id)).toBe(true);
  return { open: open.length, cases: cases.length, attached: attached.length, reports: reports.length };
}

it.each(["decided", "undone"])(
  "beside another decision on the same subject each keeps its own measures, and the subject stands under what is left: first %s",
  async (first) => {
    const { externalId, found, decisionId } = await suspended();
    const later = await reportedCase({ subject: { type: "group", externalId } }, soon);
    const items = { items: ["删除引流信息"] };
    const input = await claimed(other, later, { measures: [onSubject(later, "warn_and_rectify", 3, items)] }, soon);
    const acts = {
      undone: () => undoDecision(moderator, { decisionId, version: 1 }, soon).then(({ merged }) => ({ merged })),
      decided: () => decide(other, input, soon).then((second) => ({ second })),
    };
    // Both wait for the subject, in this order.
    const racing = await owner.begin(async (tx) => {
      await tx`select from chat_group where id = ${found.subjectId} for update`;
      const begun: Promise<object>[] = [];
      for (const act of first === "undone" ? [acts.undone, acts.decided] : [acts.decided, acts.undone]) {
        begun.push(act());
        await vi.waitFor(async () => expect(await waitingHere()).toHaveLength(begun.length));
      }
      return { ended: Promise.all(begun) };
    });
    const { merged, second } = Object.assign({}, ...(await racing.ended));
    const own = await read((tx) => tx.select().from(measure).where(eq(measure.decisionId, second.decisionId)));
    expect(own).toMatchObject([{ key: "warn_and_rectify", state: "in_force" }]);
    const [gone] = (await measuresOf(found.subjectId)).filter((each) => each.decisionId === decisionId);
    expect(gone?.state).toBe("cancelled");
    expect((await subjectNamed("group", externalId)).status).toBe("rectifying");
    // What is decided by then is left alone; what a colleague holds takes the reports over, and she decides them.
    expect(merged).toEqual(first === "undone" ? { from: found.number, into: later.number } : null);
    const open = merged ? 0 : 1;
    expect(await standing(found.subjectId)).toEqual({ open, cases: 2, attached: open, reports: 2 });
  },
);

it("while complaints arrive and colleagues claim what they open, no report is lost and one case is open", async () => {
  for (let nth = 0; nth < 6; nth++) {
    const { externalId, found, decisionId } = await suspended();
    const subject = { type: "group" as const, externalId };
    const complain = () => reportedCase({ subject, reporter: { externalId: `p-${made++}` } }, soon);
    const claimIt = async () => {
      const { id } = await complain();
      return refusalOf(claimCase(other, { caseId: id }, soon));
    };
    const undoing = undoDecision(moderator, { decisionId, version: 1 }, soon);
    const arriving = [complain(), claimIt(), complain()];
    await Promise.all([undoing, ...arriving]);
    expect(await standing(found.subjectId)).toMatchObject({ open: 1, attached: 4, reports: 4 });
    expect((await measuresOf(found.subjectId)).map(({ state }) => state)).toEqual(["cancelled"]);
  }
});

it("a later case that goes elsewhere while it is waited for is in nobody's way", async () => {
  const { externalId, found, decisionId } = await suspended();
  const later = await reportedCase({ subject: { type: "group", externalId } }, soon);
  const into = await suspended();
  const undoing = await owner.begin(async (tx) => {
    await tx`select from docket_case where id = ${later.id} for update`;
    const work = undoDecision(moderator, { decisionId, version: 1 }, soon);
    await vi.waitFor(async () => expect(await waitingHere()).toHaveLength(1));
    await tx`update docket_case set state = 'merged', merged_into = ${into.found.id}, merged_at = now() where id = ${later.id}`;
    return { work };
  });
  expect(await undoing.work).toEqual({ caseNumber: found.number, merged: null });
  expect((await rowsOf(later.id)).case).toMatchObject({ mergedInto: into.found.id });
});

it("two decisions about one subject are undone at once by two people into one case", async () => {
  for (let nth = 0; nth < 4; nth++) {
    const { externalId, found, decisionId } = await suspended();
    const later = await reportedCase({ subject: { type: "group", externalId } }, soon);
    const input = await claimed(other, later, { measures: [onSubject(later, "suspend_posting", 3)] }, soon);
    const second = await decide(other, input, soon);
    const undone = await Promise.all([
      undoDecision(moderator, { decisionId, version: 1 }, soon),
      undoDecision(other, { decisionId: second.decisionId, version: 1 }, soon),
    ]);
    expect(undone.map(({ merged }) => merged === null).sort()).toEqual([false, true]);
    expect(await standing(found.subjectId)).toEqual({ open: 1, cases: 2, attached: 2, reports: 2 });
    expect((await subjectNamed("group", externalId)).status).toBe("active");
  }
});

it("killed half-way it has not happened: the decision takes effect, or is undone afterwards", async () => {
  for (const isUndoneAfterwards of [false, true]) {
    const { externalId, found, decisionId, ids } = await suspended();
    await reportedCase({ subject: { type: "group", externalId } }, soon);
    const killed = await owner.begin(async (tx) => {
      await tx`select from outbox where key = any(${ids}::text[]) for update`;
      const work = undoDecision(moderator, { decisionId, version: 1 }, soon).then(
        () => "done",
        () => "killed",
      );
      const [victim] = await vi.waitFor(async () => {
        const blocked = await waitingHere();
        expect(blocked).toHaveLength(1);
        return blocked;
      });
      await owner`select pg_terminate_backend(${victim?.pid as number})`;
      return { end: await work };
    });
    expect(killed.end).toBe("killed");
    const { decisions, measures, reports, case: row } = await rowsOf(found.id);
    expect([decisions[0]?.state, measures[0]?.state, reports[0]?.state, row?.state]).toEqual([
      "effective",
      "in_force",
      "upheld",
      "decided",
    ]);
    expect([await waiting(ids), await cancelled(ids)]).toEqual([ids.length, 0]);
    expect(await standing(found.subjectId)).toEqual({ open: 1, cases: 2, attached: 1, reports: 2 });
    if (isUndoneAfterwards) await undoDecision(moderator, { decisionId, version: 1 }, soon);
    await relay(effective(now));
    expect([await waiting(ids), await cancelled(ids)]).toEqual([0, isUndoneAfterwards ? ids.length : 0]);
    expect(await standing(found.subjectId)).toMatchObject({ open: 1, attached: isUndoneAfterwards ? 2 : 1 });
  }
});
