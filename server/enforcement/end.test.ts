import { asc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { auditEvent, decision, outgoing, report } from "../../db/schema";
import type { StaffActor } from "../kernel/actor";
import { day, hour, after as later } from "../kernel/calendar";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import {
  actionsAbout,
  claimed,
  decideAbout,
  measuresOf,
  type OpenCase,
  onSubject,
  reportedCase,
  subjectNamed,
} from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import type { ProposedMeasure } from "./contract";
import { approve } from "./service/approve";
import { decide } from "./service/decide";
import { expireMeasures, liftMeasure, reverseMeasure } from "./service/end";

useDatabase();
const now = testNow();
let moderator: StaffActor;
let lead: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  lead = await makePerson(["lead"], "陈默", now);
});

let made = 0;
const decideGroup = (externalId: string, measures: (found: OpenCase) => ProposedMeasure[], at = now) =>
  decideAbout([moderator, lead], { type: "group", externalId }, measures, at);
const decideAccount = (externalId: string, measures: (found: OpenCase) => ProposedMeasure[], at = now) =>
  decideAbout([moderator, lead], { type: "account", externalId }, measures, at);

describe("lifting and reversing", () => {
  it("ends a measure before its time, once, with its reason sealed", async () => {
    const group = `g-${++made}`;
    const found = await decideGroup(group, (each) => [onSubject(each, "suspend_posting", 7)]);
    const [row] = await measuresOf(found.subjectId);
    const input = { measureId: row?.id as string, version: 1, reason: "群主已清理" };
    expect(await refusalOf(liftMeasure(lead, { ...input, version: 9 }, now))).toMatchObject({
      code: "enforcement.stale",
    });
    await liftMeasure(lead, input, later(now, hour));
    expect((await subjectNamed("group", group)).status).toBe("active");
    expect(await refusalOf(liftMeasure(lead, { ...input, version: 2 }, now))).toMatchObject({
      code: "enforcement.measure_transition",
    });
    expect(await actionsAbout("measure", input.measureId)).toEqual(["measure.entered", "measure.lifted"]);
    const bodies = await read((tx) =>
      tx.select({ body: auditEvent.bodyJson }).from(auditEvent).where(eq(auditEvent.subjectId, input.measureId)),
    );
    expect(JSON.stringify(bodies)).not.toContain("群主已清理");
  });

  it("writes a reversal as a new row that names what it reverses, and turns the reports' outcome", async () => {
    const account = `a-${++made}`;
    const found = await decideAccount(account, (each) => [onSubject(each, "lower_credit", 30, { to: "D" })]);
    const [row] = await measuresOf(found.subjectId);
    const { reversalId } = await reverseMeasure(
      lead,
      { measureId: row?.id as string, version: 1, reason: "认定有误" },
      later(now, hour),
    );
    const rows = await measuresOf(found.subjectId);
    expect(rows.map(({ id, state, reverses }) => ({ id, state, reverses }))).toEqual([
      { id: row?.id, state: "overturned", reverses: null },
      { id: reversalId, state: "lifted", reverses: row?.id },
    ]);
    expect((await subjectNamed("account", account)).credit).toBe("C");
    const [changed] = await read((tx) => tx.select().from(decision).where(eq(decision.caseId, found.id)));
    expect(changed).toMatchObject({ state: "reversed", version: 2 });
    const reports = await read((tx) =>
      tx.select({ state: report.state }).from(report).where(eq(report.caseId, found.id)),
    );
    expect(reports).toEqual([{ state: "not_upheld" }]);
    expect(
      await refusalOf(reverseMeasure(lead, { measureId: reversalId, version: 1, reason: "再撤" }, now)),
    ).toMatchObject({ code: "enforcement.is_reversal" });
  });

  it("tells those who reported that the outcome has turned, once nothing of the decision is left", async () => {
    const subject = { type: "account", externalId: `a-${++made}` } as const;
    const origin = "key:00000000-0000-7000-8000-00000000000a";
    const found = await reportedCase({ subject, externalId: `told-${made}` }, now, { origin });
    const measures = [onSubject(found, "suspend_posting", 3), onSubject(found, "lower_credit", 30, { to: "D" })];
    await decide(moderator, await claimed(moderator, found, { measures }, now), now);
    const told = async () =>
      (
        await read((tx) =>
          tx
            .select()
            .from(outgoing)
            .where(eq(outgoing.subjectId, found.subjectId))
            .orderBy(asc(outgoing.at), asc(outgoing.id)),
        )
      )
        .filter(({ type }) => type === "report.outcome")
        .map(({ payload }) => (payload as { outcome: string }).outcome);
    expect(await told()).toEqual(["upheld"]);
    const [first, second] = await measuresOf(found.subjectId);
    await reverseMeasure(lead, { measureId: first?.id as string, version: 1, reason: "认定有误" }, now);
    expect(await told()).toEqual(["upheld"]);
    await reverseMeasure(lead, { measureId: second?.id as string, version: 1, reason: "认定有误" }, later(now, hour));
    expect(await told()).toEqual(["upheld", "not_upheld"]);
  });

  it("leaves the rest of a decision standing: it is modified, then reversed", async () => {
    const account = `a-${++made}`;
    const found = await decideAccount(account, (each) => [
      onSubject(each, "suspend_posting", 5),
      onSubject(each, "suspend_management", 5),
    ]);
    for (const [index, state] of (["modified", "reversed"] as const).entries()) {
      const row = (await measuresOf(found.subjectId)).find((each) => each.state === "in_force");
      await reverseMeasure(
        lead,
        { measureId: row?.id as string, version: 1, reason: "有误" },
        later(now, hour * (index + 1)),
      );
      const [changed] = await read((tx) => tx.select().from(decision).where(eq(decision.caseId, found.id)));
      expect(changed?.state).toBe(state);
    }
  });

  it("opens a closed group by reversal only, never by expiry", async () => {
    const group = `g-${++made}`;
    const found = await reportedCase({ subject: { type: "group", externalId: group } }, now);
    const { decisionId } = await decide(
      moderator,
      await claimed(moderator, found, { measures: [onSubject(found, "close_group")] }, now),
      now,
    );
    await approve(lead, { decisionId, version: 1 }, now);
    await expireMeasures(later(now, 3_000 * day));
    expect((await subjectNamed("group", group)).status).toBe("closed");
    const [row] = await measuresOf(found.subjectId);
    await reverseMeasure(lead, { measureId: row?.id as string, version: 1, reason: "认定有误" }, now);
    expect((await subjectNamed("group", group)).status).toBe("active");
  });
});
