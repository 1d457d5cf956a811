import { beforeAll, describe, expect, it } from "vitest";
import { claimCase } from "../cases/service/claim";
import type { StaffActor } from "../kernel/actor";
import { hour, after as later } from "../kernel/calendar";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import {
  claimed,
  entriesOf,
  type OpenCase,
  onSubject,
  reportedCase,
  rowsOf,
  seat,
  stated,
  subjectNamed,
} from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { approve, returnProposal, withdrawProposal } from "./service/approve";
import { decide } from "./service/decide";

useDatabase();
const now = testNow();
let moderator: StaffActor;
let other: StaffActor;
let lead: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  other = await makePerson(["moderator"], "林静", now);
  lead = await makePerson(["lead"], "陈默", now);
});

let made = 0;
const groupCase = (given: Parameters<typeof reportedCase>[0] | null = null): Promise<OpenCase> =>
  reportedCase(given ?? { subject: { type: "group", externalId: `g-${++made}` } }, now);

describe("a severe decision", () => {
  const proposeClosing = async () => {
    const found = await groupCase();
    const input = await claimed(moderator, found, { measures: [onSubject(found, "close_group")] }, now);
    const { decisionId, state } = await decide(moderator, input, now);
    expect(state).toBe("proposed");
    return { found, decisionId, externalId: `g-${made}` };
  };

  it("waits for a second person and changes nothing until then (invariant 3)", async () => {
    const { found, decisionId, externalId } = await proposeClosing();
    const rows = await rowsOf(found.id);
    expect(rows).toMatchObject({ measures: [], orders: [], case: { state: "awaiting_approval" } });
    expect(rows.reports.map((row) => row.state)).toEqual(["attached"]);
    expect((await subjectNamed("group", externalId)).status).toBe("active");
    expect(await refusalOf(approve(moderator, { decisionId, version: 1 }, now))).toMatchObject({
      code: "enforcement.own_proposal",
      status: 403,
    });
    expect(await refusalOf(approve(lead, { decisionId, version: 2 }, now))).toMatchObject({
      code: "enforcement.stale",
    });
    expect(await refusalOf(approve(lead, { decisionId, version: 1 }, later(now, 24 * hour)))).toMatchObject({
      code: "enforcement.lapsed",
    });
    await approve(lead, { decisionId, version: 1 }, later(now, hour));
    expect((await subjectNamed("group", externalId)).status).toBe("closed");
    const after1 = await rowsOf(found.id);
    expect(after1.measures).toMatchObject([{ key: "close_group", state: "in_force", from: later(now, hour) }]);
    expect(after1.case).toMatchObject({ state: "decided", version: 3 });
    expect((await entriesOf(found.id)).map(({ action }) => action)).toEqual([
      "report.received",
      "decision.proposed",
      "decision.approved",
      "measure.entered",
      "notice.issued",
    ]);
    expect(await refusalOf(approve(lead, { decisionId, version: 2 }, later(now, hour)))).toMatchObject({
      code: "enforcement.decision_transition",
    });
  });

  it("is approved once by two leads at the same moment", async () => {
    const { found, decisionId } = await proposeClosing();
    const lead2 = await makePerson(["lead"], "陆明", now);
    const tries = await Promise.allSettled([lead, lead2].map((by) => approve(by, { decisionId, version: 1 }, now)));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await rowsOf(found.id)).measures).toHaveLength(1);
  });

  it("goes back with a reason, and the proposer holds the case again", async () => {
    const { found, decisionId } = await proposeClosing();
    await returnProposal(lead, { decisionId, version: 1, reason: "证据不足" }, now);
    const rows = await rowsOf(found.id);
    expect(rows).toMatchObject({ decisions: [{ state: "returned" }], measures: [], case: { state: "open", round: 1 } });
    const lease = await claimCase(moderator, { caseId: found.id }, now);
    await decide(moderator, stated(found, lease.token, { finding: "does_not", facts: "" }), now);
    expect((await rowsOf(found.id)).decisions.map(({ state }) => state).sort()).toEqual(["effective", "returned"]);
  });

  it("can be taken back by its proposer only", async () => {
    const { found, decisionId } = await proposeClosing();
    expect(await refusalOf(withdrawProposal(lead, { decisionId, version: 1 }, now))).toMatchObject({
      code: "enforcement.not_proposer",
    });
    await withdrawProposal(moderator, { decisionId, version: 1 }, now);
    expect(await rowsOf(found.id)).toMatchObject({ decisions: [{ state: "withdrawn" }], case: { state: "open" } });
  });

  it("is checked again when it is approved: a level that has fallen meanwhile cannot be lowered to where it is", async () => {
    const account = `a-${++made}`;
    const found = await reportedCase({ subject: { type: "account", externalId: account } }, now);
    const input = await claimed(
      moderator,
      found,
      { measures: [onSubject(found, "lower_credit", 90, { to: "E" })] },
      now,
    );
    const { decisionId, state } = await decide(moderator, input, now);
    expect(state).toBe("proposed");
    const group = await groupCase();
    const { account: person } = await seat(`g-${made}`, account, "founder", now);
    for (const to of ["D", "E"]) {
      const each = to === "D" ? group : await groupCase();
      if (to === "E") await seat(`g-${made}`, account, "founder", now);
      const carried = {
        key: "lower_credit" as const,
        subject: { kind: "account" as const, id: person.id },
        standing: "founder" as const,
        parameters: { to },
        days: 30,
        facts: "放任违规。",
      };
      await decide(other, await claimed(other, each, { measures: [carried] }, now), now);
    }
    const refusal = await refusalOf(approve(lead, { decisionId, version: 1 }, now));
    expect(refusal).toMatchObject({ code: "enforcement.changed", status: 409 });
    expect((await rowsOf(found.id)).measures).toEqual([]);
  });
});
