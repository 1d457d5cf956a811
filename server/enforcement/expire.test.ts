import { asc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { creditEntry, outgoing } from "../../db/schema";
import type { StaffActor } from "../kernel/actor";
import { day, hour, after as later } from "../kernel/calendar";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { actionsAbout, decideAbout, measuresOf, type OpenCase, onSubject, subjectNamed } from "../testing/enforcement";
import { publishDefault } from "../testing/reports";
import type { ProposedMeasure } from "./contract";
import { expireMeasures } from "./service/end";

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

describe("expiry", () => {
  it("lifts both a suspension and a muting that end in the same moment (defect 6)", async () => {
    const account = `a-${++made}`;
    const found = await decideAccount(account, (each) => [
      onSubject(each, "suspend_posting", 3),
      onSubject(each, "suspend_management", 3),
    ]);
    expect((await subjectNamed("account", account)).restrictions).toEqual(["suspend_management", "suspend_posting"]);
    expect(await expireMeasures(later(now, 3 * day - 1))).toBe(0);
    expect(await expireMeasures(later(now, 3 * day))).toBe(2);
    expect((await measuresOf(found.subjectId)).map(({ state, endedAs }) => [state, endedAs])).toEqual([
      ["expired", "expired"],
      ["expired", "expired"],
    ]);
    expect((await subjectNamed("account", account)).restrictions).toEqual([]);
    for (const { id } of await measuresOf(found.subjectId)) {
      expect(await actionsAbout("measure", id)).toEqual(["measure.entered", "measure.expired"]);
      const orders = await read((tx) => tx.select().from(outgoing).where(eq(outgoing.measureId, id)));
      expect(orders.map(({ type }) => type).sort()).toEqual(["measure.ended", "measure.ordered"]);
    }
  });

  it("keeps what still holds: when one of two ends, the other's effect stays", async () => {
    const group = `g-${++made}`;
    await decideGroup(group, (each) => [onSubject(each, "suspend_posting", 3)]);
    await decideGroup(
      group,
      (each) => [onSubject(each, "suspend_posting", 7), onSubject(each, "warn_and_rectify", 14, { items: ["整改"] })],
      later(now, hour),
    );
    await expireMeasures(later(now, 3 * day));
    expect((await subjectNamed("group", group)).status).toBe("posting_suspended");
    await expireMeasures(later(now, 7 * day + hour));
    expect((await subjectNamed("group", group)).status).toBe("rectifying");
    const last = await read((tx) =>
      tx.select().from(outgoing).where(eq(outgoing.type, "measure.ended")).orderBy(asc(outgoing.at)),
    );
    expect(last.at(-1)?.payload).toMatchObject({ stillInForce: [{ key: "warn_and_rectify" }] });
  });

  it("gives credit back as far as no other downgrade holds", async () => {
    const account = `a-${++made}`;
    const found = await decideAccount(account, (each) => [onSubject(each, "lower_credit", 30, { to: "D" })]);
    await decideAccount(account, (each) => [onSubject(each, "lower_credit", 10, { to: "E" })], later(now, hour));
    expect(await subjectNamed("account", account)).toMatchObject({ credit: "E", version: 2 });
    await expireMeasures(later(now, 11 * day));
    expect((await subjectNamed("account", account)).credit).toBe("D");
    await expireMeasures(later(now, 31 * day));
    expect((await subjectNamed("account", account)).credit).toBe("C");
    const ledger = await read((tx) =>
      tx
        .select()
        .from(creditEntry)
        .where(eq(creditEntry.accountId, found.subjectId))
        .orderBy(asc(creditEntry.at), asc(creditEntry.id)),
    );
    expect(ledger.map(({ from, to, reason }) => `${from}${to} ${reason}`)).toEqual([
      "CD measure",
      "DE measure",
      "ED expiry",
      "DC expiry",
    ]);
    expect(await actionsAbout("account", found.subjectId)).toEqual(Array(4).fill("account.credit_changed"));
  });

  it("holds the worse level when the milder downgrade ends first", async () => {
    const account = `a-${++made}`;
    await decideAccount(account, (each) => [onSubject(each, "lower_credit", 10, { to: "D" })]);
    await decideAccount(account, (each) => [onSubject(each, "lower_credit", 30, { to: "E" })], later(now, hour));
    await expireMeasures(later(now, 11 * day));
    expect((await subjectNamed("account", account)).credit).toBe("E");
    await expireMeasures(later(now, 31 * day));
    expect((await subjectNamed("account", account)).credit).toBe("C");
  });

  it("is done once by two workers at the same moment", async () => {
    const subjects = await Promise.all(
      Array.from({ length: 12 }, async (_, at) => {
        const account = `twice-${at}`;
        await decideAccount(account, (each) => [onSubject(each, "suspend_posting", 1)], later(now, 40 * day));
        return account;
      }),
    );
    const at = later(now, 41 * day);
    const ended = await Promise.all([expireMeasures(at), expireMeasures(at), expireMeasures(at)]);
    expect(ended.reduce((sum, count) => sum + count, 0)).toBe(12);
    for (const account of subjects) expect((await subjectNamed("account", account)).restrictions).toEqual([]);
  });
});
