import { beforeAll, describe, expect, it } from "vitest";
import { claimCase } from "../cases/service/claim";
import type { StaffActor } from "../kernel/actor";
import { after as later, minute } from "../kernel/calendar";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, type OpenCase, onSubject, reportedCase, rowsOf, seat, type stated } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { decide } from "./service/decide";

useDatabase();
const now = testNow();
let moderator: StaffActor;
let other: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  other = await makePerson(["moderator"], "林静", now);
});

let made = 0;
const groupCase = (given: Parameters<typeof reportedCase>[0] | null = null): Promise<OpenCase> =>
  reportedCase(given ?? { subject: { type: "group", externalId: `g-${++made}` } }, now);

describe("a refused decision", () => {
  const cases: [
    string,
    Partial<Parameters<typeof stated>[2]> | ((found: OpenCase) => Parameters<typeof stated>[2]),
    string,
  ][] = [
    ["no clause", { clauses: [] }, "/clauses"],
    ["a branch as its clause", { clauses: ["fraud"] }, "/clauses/0"],
    ["no facts", { facts: "  " }, "/facts"],
    [
      "measures without a violation",
      (found) => ({ finding: "cannot_tell", measures: [onSubject(found, "suspend_posting", 3)] }),
      "/measures",
    ],
    ["a measure that does not fit", (found) => ({ measures: [onSubject(found, "warn")] }), "/measures/0/key"],
    ["no days", (found) => ({ measures: [onSubject(found, "suspend_posting")] }), "/measures/0/days"],
    [
      "days where there is no term",
      (found) => ({ measures: [onSubject(found, "close_group", 3)] }),
      "/measures/0/days",
    ],
    [
      "no items to put right",
      (found) => ({ measures: [onSubject(found, "warn_and_rectify", 3)] }),
      "/measures/0/parameters/items",
    ],
    [
      "an unknown parameter",
      (found) => ({ measures: [onSubject(found, "suspend_posting", 3, { loud: true })] }),
      "/measures/0/parameters",
    ],
    [
      "the same measure twice",
      (found) => ({ measures: [onSubject(found, "suspend_posting", 3), onSubject(found, "suspend_posting", 4)] }),
      "/measures/1/key",
    ],
    [
      "a deviation without its reason",
      (found) => ({ measures: [onSubject(found, "suspend_posting", 3)], deviationReason: "" }),
      "/deviationReason",
    ],
    [
      "evidence of another case",
      { evidence: [{ id: "019aa000-0000-7000-8000-000000000000", finding: "violates" }] },
      "/evidence/0/id",
    ],
  ];
  it.each(cases)("names its field and writes nothing: %s", async (_, given, pointer) => {
    const found = await groupCase();
    const input = await claimed(moderator, found, typeof given === "function" ? given(found) : given, now);
    const refusal = await refusalOf(decide(moderator, input, now));
    expect(refusal).toMatchObject({ code: "enforcement.incomplete", status: 422 });
    expect(refusal?.fields.map((field) => field.pointer)).toContain(pointer);
    const rows = await rowsOf(found.id);
    expect(rows).toMatchObject({ decisions: [], measures: [], orders: [], case: { state: "open", version: 1 } });
  });

  it("never measures a founder by role alone, nor somebody who is no founder", async () => {
    const found = await groupCase();
    const { account: founder } = await seat(`g-${made}`, `founder-${made}`, "founder", now);
    const { account: member } = await seat(`g-${made}`, `member-${made}`, "member", now);
    const on = (id: string, facts?: string) => ({
      key: "suspend_management" as const,
      subject: { kind: "account" as const, id },
      standing: "founder" as const,
      parameters: {},
      days: 7,
      facts,
    });
    const input = await claimed(moderator, found, { measures: [on(founder.id), on(member.id, "事实")] }, now);
    const refusal = await refusalOf(decide(moderator, input, now));
    expect(refusal?.fields.map((field) => field.pointer)).toEqual(["/measures/0/facts", "/measures/1/standing"]);
  });

  it("is a conflict with a lost lease or another round", async () => {
    const found = await groupCase();
    const input = await claimed(moderator, found, { finding: "does_not", facts: "" }, now);
    expect(await refusalOf(decide(moderator, { ...input, round: 2 }, now))).toMatchObject({
      code: "enforcement.stale_round",
      status: 409,
    });
    expect(await refusalOf(decide(other, input, now))).toMatchObject({ code: "cases.lost_to", status: 409 });
    expect(await refusalOf(decide(moderator, input, later(now, 3 * minute)))).toMatchObject({
      code: "cases.lost",
      status: 409,
    });
    const taken = await claimCase(other, { caseId: found.id }, later(now, 3 * minute));
    expect(await refusalOf(decide(moderator, input, later(now, 3 * minute)))).toMatchObject({ code: "cases.lost_to" });
    expect(await rowsOf(found.id)).toMatchObject({ decisions: [], case: { version: 1 } });
    await decide(other, { ...input, claimToken: taken.token }, later(now, 3 * minute));
  });
});
