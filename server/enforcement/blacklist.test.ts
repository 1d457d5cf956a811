import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { auditEvent, staffSubject } from "../../db/schema";
import { may } from "../access/matrix";
import { roles, type StaffActor } from "../kernel/actor";
import { day, fromIsoDay, hour, isoDay, after as later } from "../kernel/calendar";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { actionsAbout, decideAbout, measuresOf, onSubject, subjectNamed } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { transact } from "../transact";
import { BlacklistInput } from "./contract";
import { keepListed, listBlacklist } from "./service/blacklist";
import { liftMeasure } from "./service/end";
import { entitlementsOfAccount } from "./service/entitlements";

useDatabase();
const now = testNow();
let moderator: StaffActor;
let lead: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  lead = await makePerson(["lead"], "陈默", now);
});

/** Puts an account on the blacklist, to be reviewed after so many days; gives the measure. */
async function listed(externalId: string, days: number, functions: readonly string[] = ["found"]) {
  const found = await decideAbout(
    [moderator, lead],
    { type: "account", externalId },
    (each) => [onSubject(each, "blacklist", days, { functions })],
    now,
  );
  const [row] = await measuresOf(found.subjectId);
  if (!row) throw new Error("nothing was listed");
  return row;
}

const list = (given: Partial<BlacklistInput>, at: Date) => listBlacklist(lead, BlacklistInput.parse(given), at);
const codes = async (given: Partial<BlacklistInput>, at: Date) =>
  (await list(given, at)).rows.map(({ subjectCode }) => subjectCode);

describe("review of the blacklist", () => {
  it("comes due at the date and not before; the count is the rows behind it, those due first first", async () => {
    const [late, soon, far] = [await listed("r-2", 20), await listed("r-1", 10), await listed("r-3", 30)];
    const at = (days: number, more = 0) => later(now, days * day + more);
    expect(await codes({}, now)).toEqual([soon, late, far].map(({ subjectCode }) => subjectCode));
    expect(await codes({ due: true }, at(10, -1))).toEqual([]);
    expect(await codes({ due: true }, at(10))).toEqual([soon.subjectCode]);
    const both = await list({ due: true, limit: 1 }, at(20));
    expect([both.counts, both.rows.map(({ isDue }) => isDue)]).toEqual([{ all: 3, due: 2 }, [true]]);
    const second = await list({ due: true, limit: 1, cursor: both.next as string }, at(20));
    expect([second.rows[0]?.subjectCode, second.next]).toEqual([late.subjectCode, null]);
    for (const { id } of [late, soon, far])
      await liftMeasure(lead, { measureId: id, version: 1, reason: "测试结束" }, now);
    expect((await list({}, at(40))).counts).toEqual({ all: 0, due: 0 });
  });

  it("lets an entry stay until another date, with a reason that is sealed, and the next is judged by that date", async () => {
    const row = await listed("stays", 10);
    const at = later(now, 11 * day);
    const until = isoDay(later(now, 100 * day));
    const input = { measureId: row.id, version: 1, until, reason: "仍在群内招揽" };
    await keepListed(lead, input, at);
    const [kept] = await measuresOf(row.subjectId);
    expect(kept).toMatchObject({
      state: "in_force",
      version: 2,
      reviewAt: fromIsoDay(until),
      parameters: row.parameters,
    });
    expect(await codes({ due: true }, at)).not.toContain(row.subjectCode);
    expect(await codes({ due: true }, fromIsoDay(until))).toContain(row.subjectCode);
    expect(await actionsAbout("measure", row.id)).toEqual(["measure.entered", "measure.reviewed"]);
    const bodies = await read((tx) =>
      tx.select({ body: auditEvent.bodyJson }).from(auditEvent).where(eq(auditEvent.subjectId, row.id)),
    );
    expect(JSON.stringify(bodies)).not.toContain("招揽");
    expect(JSON.stringify(bodies)).toContain(fromIsoDay(until).toISOString());
    expect(await refusalOf(keepListed(lead, input, at))).toMatchObject({ code: "enforcement.stale" });
  });

  it("takes an entry off the list by lifting it, and then there is nothing to review", async () => {
    const row = await listed("goes", 10);
    await liftMeasure(lead, { measureId: row.id, version: 1, reason: "复核后移出" }, later(now, 10 * day));
    expect((await entitlementsOfAccount("goes", later(now, 10 * day))).mayFound).toBe(true);
    expect(
      await refusalOf(
        keepListed(lead, { measureId: row.id, version: 2, until: "2027-03-01", reason: "再看" }, later(now, 10 * day)),
      ),
    ).toMatchObject({ code: "enforcement.measure_transition" });
  });

  it.each([
    ["today", isoDay(now)],
    ["a day that is past", "2026-01-01"],
    ["a day further than a measure may last", "2037-01-01"],
  ])("refuses %s", async (_, until) => {
    const row = await listed(`date-${until}`, 10);
    const refusal = await refusalOf(keepListed(lead, { measureId: row.id, version: 1, until, reason: "复核" }, now));
    expect(refusal).toMatchObject({ code: "enforcement.review_date", fields: [{ pointer: "/until" }] });
  });

  it("refuses another kind of measure, one that is not there, and a person's own account", async () => {
    const other = await decideAbout(
      [moderator, lead],
      { type: "account", externalId: "muted" },
      (each) => [onSubject(each, "suspend_posting", 3)],
      now,
    );
    const [muted] = await measuresOf(other.subjectId);
    const asked = { version: 1, until: "2027-01-01", reason: "复核" };
    const refused = async (by: StaffActor, measureId: string) =>
      (await refusalOf(keepListed(by, { ...asked, measureId }, now)))?.code;
    expect(await refused(lead, muted?.id as string)).toBe("enforcement.not_listed");
    expect(await refused(lead, lead.id)).toBe("enforcement.missing");
    const own = await listed("own", 10);
    const another = await makePerson(["lead"], "何川", now);
    await transact(another, now, async (tx, settle) => {
      settle({
        ok: true,
        next: null,
        entry: {
          kind: "staff",
          action: "staff.subject_named",
          subject: { kind: "staff", id: another.id, version: null },
          pub: {},
        },
        effects: [],
      });
      await tx.insert(staffSubject).values({ staffId: another.id, subjectKind: "account", subjectId: own.subjectId });
    });
    expect(await refused(another, own.id)).toBe("enforcement.own_subject");
    const seen = (await listBlacklist(another, BlacklistInput.parse({}), now)).rows.find(({ id }) => id === own.id);
    expect(seen?.mayReview).toBe(false);
  });

  it("is a lead's, and nobody else's", () => {
    expect(roles.filter((role) => may([role], "blacklist.review"))).toEqual(["lead"]);
  });
});

describe("the platform's gate", () => {
  it("a listed account cannot found a group, from the approval on and until it is taken off the list", async () => {
    const externalId = "founder-to-be";
    await decideAbout([moderator, lead], { type: "account", externalId }, (each) => [onSubject(each, "warn")], now);
    expect(await entitlementsOfAccount(externalId, now)).toMatchObject({ mayFound: true, foundsLeft: 3 });
    const row = await listed(externalId, 10).then(async () => {
      const rows = await measuresOf((await subjectNamed("account", externalId)).id);
      return rows.find(({ key }) => key === "blacklist");
    });
    const shut = await entitlementsOfAccount(externalId, later(now, hour));
    expect(shut).toMatchObject({ mayFound: false, foundsLeft: 0 });
    expect(shut.restrictions).toContainEqual(
      expect.objectContaining({ measure: "blacklist", until: null, functions: ["found"] }),
    );
    // A date of review that has passed opens nothing by itself.
    expect((await entitlementsOfAccount(externalId, later(now, 400 * day))).mayFound).toBe(false);
    await liftMeasure(lead, { measureId: row?.id as string, version: 1, reason: "复核后移出" }, later(now, 2 * hour));
    expect(await entitlementsOfAccount(externalId, later(now, 3 * hour))).toMatchObject({
      mayFound: true,
      foundsLeft: 3,
    });
  });
});
