import { eq } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { caseRow, report } from "../../db/schema";
import { claimCase } from "../cases/service/claim";
import { receiptOf } from "../cases/service/receipt";
import { approve } from "../enforcement/service/approve";
import { decide } from "../enforcement/service/decide";
import type { StaffActor } from "../kernel/actor";
import { hour, after as later } from "../kernel/calendar";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, decideAbout, onSubject, reportedCase } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { AppealsInput } from "./contract";
import { fileAppeal } from "./service/file";
import { listAppeals, showAppeal } from "./service/queue";
import { noteFirstView, ruleAppeal, takeAppeal } from "./service/review";
import {
  appealRow,
  decisionsOf,
  reportStates,
  reviewed,
  ruledOn,
  ruling,
  sentAbout,
  tokenTo,
  words,
} from "./testing/world";

const urls = useDatabase();
const now = testNow();
const soon = later(now, hour);
let moderator: StaffActor;
let lead: StaffActor;
let officer: StaffActor;
let second: StaffActor;
/** A person with every role, who proposes and would rule too. */
let both: StaffActor;
let sql: postgres.Sql;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  lead = await makePerson(["lead"], "陈默", now);
  officer = await makePerson(["appeals_officer"], "方圆", now);
  second = await makePerson(["appeals_officer"], "叶明", now);
  both = await makePerson(["lead", "appeals_officer"], "周正", now);
  sql = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
});
afterAll(() => sql.end({ timeout: 2 }));

let made = 0;
const next = (kind: string) => `${kind}-${++made}`;
async function decided(
  people: readonly [StaffActor, StaffActor] = [moderator, lead],
  key: "close_group" | "suspend_posting" = "suspend_posting",
) {
  const found = await decideAbout(
    people,
    { type: "group", externalId: next("g") },
    (each) => [onSubject(each, key, key === "close_group" ? null : 3)],
    now,
  );
  return { found, token: await tokenTo(found.id, found.subjectId) };
}

describe("who rules", () => {
  it("is never who proposed the decision, by rule and by the database", async () => {
    const { token } = await decided([both, lead]);
    const { id } = await fileAppeal(token, { text: words }, now);
    expect((await refusalOf(takeAppeal(both, { appealId: id, version: 1 }, now)))?.code).toBe("appeals.own_decision");
    await expect(
      sql`update appeal set state = 'in_review', reviewer_id = ${both.id}, taken_at = now(), version = 2 where id = ${id}`,
    ).rejects.toMatchObject({ code: "23514" });
    expect((await showAppeal(both, id)).bar?.code).toBe("appeals.own_decision");
    expect((await listAppeals(both, AppealsInput.parse({}))).rows.find((row) => row.id === id)?.isBarred).toBe(true);
  });

  it("is never who approved it", async () => {
    const found = await reportedCase({ subject: { type: "group", externalId: next("g") } }, now);
    const { decisionId } = await decide(
      moderator,
      await claimed(moderator, found, { measures: [onSubject(found, "close_group")] }, now),
      now,
    );
    await approve(both, { decisionId, version: 1 }, now);
    const { id } = await fileAppeal(await tokenTo(found.id, found.subjectId), { text: words }, now);
    expect((await refusalOf(takeAppeal(both, { appealId: id, version: 1 }, now)))?.code).toBe("appeals.own_decision");
    await expect(
      sql`update appeal set state = 'in_review', reviewer_id = ${both.id}, taken_at = now(), version = 2 where id = ${id}`,
    ).rejects.toMatchObject({ code: "23514" });
  });

  it("has noted a view first, by rule and by the database, and what is ruled does not change", async () => {
    const { token } = await decided();
    const { id } = await fileAppeal(token, { text: words }, now);
    await takeAppeal(officer, { appealId: id, version: 1 }, now);
    expect((await refusalOf(ruleAppeal(officer, ruling(id, { ruling: "upheld", version: 2 }), now)))?.code).toBe(
      "appeals.view_first",
    );
    await expect(
      sql`update appeal set state = 'upheld', ruled_at = now(), reasons = 'x', version = 3 where id = ${id}`,
    ).rejects.toMatchObject({ code: "23514" });
    await noteFirstView(officer, { appealId: id, version: 2, finding: "violates", note: "证据充分。" }, now);
    await ruleAppeal(officer, ruling(id, { ruling: "upheld" }), now);
    for (const change of [sql`state = 'overturned'`, sql`reasons = 'x'`, sql`text = 'x'`])
      await expect(sql`update appeal set ${change} where id = ${id}`).rejects.toMatchObject({ code: "23001" });
    await expect(sql`delete from appeal where id = ${id}`).rejects.toMatchObject({ code: "23001" });
    await expect(sql`update appeal_view set finding = 'does_not' where appeal_id = ${id}`).rejects.toMatchObject({
      code: "23001",
    });
  });

  it("is one of two who take it at once", async () => {
    const { token } = await decided();
    const { id } = await fileAppeal(token, { text: words }, now);
    const results = await Promise.all(
      [officer, second].map((by) => refusalOf(takeAppeal(by, { appealId: id, version: 1 }, now))),
    );
    expect(results.map((refusal) => refusal?.code ?? null).sort()).toEqual(["appeals.stale", null]);
  });

  it("may take it over from a colleague, and then notes a view of her own", async () => {
    const { token } = await decided();
    const id = await reviewed(officer, token, now);
    await takeAppeal(second, { appealId: id, version: 3 }, soon);
    expect((await refusalOf(ruleAppeal(officer, ruling(id, { ruling: "upheld", version: 4 }), soon)))?.code).toBe(
      "appeals.not_holder",
    );
    expect((await refusalOf(ruleAppeal(second, ruling(id, { ruling: "upheld", version: 4 }), soon)))?.code).toBe(
      "appeals.view_first",
    );
    expect((await showAppeal(second, id)).opened).toBeNull();
  });

  it("rules once, however often it is sent", async () => {
    const { token } = await decided();
    const id = await reviewed(officer, token, now);
    const results = await Promise.all(
      [1, 2, 3].map(() => refusalOf(ruleAppeal(officer, ruling(id, { ruling: "overturned" }), soon))),
    );
    expect(results.filter((refusal) => refusal === null)).toHaveLength(1);
    expect((await appealRow(id)).version).toBe(4);
  });
});

describe("the first view is blind", () => {
  it("shows neither finding, measures, makers nor the person's words before it is noted", async () => {
    const { token } = await decided([moderator, lead], "close_group");
    const { id } = await fileAppeal(token, { text: words }, now);
    await takeAppeal(officer, { appealId: id, version: 1 }, now);
    const blind = await showAppeal(officer, id);
    expect(blind.opened).toBeNull();
    const said = JSON.stringify(blind);
    for (const mark of ["close_group", "violates", "许清", "陈默", "fraud_fake_trade", "绕开平台", words])
      expect([mark, said.includes(mark)]).toEqual([mark, false]);
    await noteFirstView(officer, { appealId: id, version: 2, finding: "cannot_tell", note: "看不清。" }, now);
    const open = await showAppeal(officer, id);
    expect(open).toMatchObject({
      view: { finding: "cannot_tell", note: "看不清。" },
      opened: {
        text: words,
        decision: {
          by: "许清",
          secondBy: "陈默",
          finding: "violates",
          measures: [{ key: "close_group", isHers: true }],
        },
      },
    });
    // Nobody else reads on in her place.
    expect((await showAppeal(second, id)).opened).toBeNull();
  });
});

describe("an objection", () => {
  async function rejected() {
    const origin = "key:00000000-0000-7000-8000-00000000000a";
    const found = await reportedCase(
      { subject: { type: "account", externalId: next("a") }, externalId: next("r") },
      now,
      { origin },
    );
    await decide(moderator, await claimed(moderator, found, { finding: "does_not" }, now), now);
    const [row] = await read((tx) => tx.select({ id: report.id }).from(report).where(eq(report.caseId, found.id)));
    return { found, receipt: receiptOf(row?.id as string) };
  }
  const caseNow = async (id: string) => (await read((tx) => tx.select().from(caseRow).where(eq(caseRow.id, id))))[0];

  it("that is right turns the report and opens its case for a new round, which somebody decides", async () => {
    const { found, receipt } = await rejected();
    await ruledOn(officer, receipt, { ruling: "overturned" }, soon);
    expect(await reportStates(found.id)).toEqual(["upheld"]);
    expect(await caseNow(found.id)).toMatchObject({ state: "reopened", round: 2, decidedAt: null });
    const sent = (await sentAbout(found.subjectId)).filter(({ at }) => at.getTime() === soon.getTime());
    expect(sent.map(({ type }) => type).sort()).toEqual(["appeal.ruled", "report.outcome"]);
    const lease = await claimCase(moderator, { caseId: found.id }, soon);
    await decide(
      moderator,
      {
        ...(await claimed(
          moderator,
          { ...found, round: 2 },
          { measures: [onSubject(found, "suspend_posting", 3)] },
          soon,
        )),
        claimToken: lease.token,
      },
      soon,
    );
    expect((await decisionsOf(found.id)).map(({ round, state }) => [round, state])).toEqual([
      [1, "overturned"],
      [2, "effective"],
    ]);
  });

  it("that is wrong leaves everything as it was", async () => {
    const { found, receipt } = await rejected();
    await ruledOn(officer, receipt, { ruling: "upheld" }, soon);
    expect(await reportStates(found.id)).toEqual(["not_upheld"]);
    expect(await caseNow(found.id)).toMatchObject({ state: "decided", round: 1 });
  });

  it("waits while its subject has another open case", async () => {
    const { found, receipt } = await rejected();
    const id = await reviewed(officer, receipt, soon);
    const [subject] = await sql<
      { external_id: string }[]
    >`select external_id from account where id = ${found.subjectId}`;
    await reportedCase({ subject: { type: "account", externalId: subject?.external_id as string } }, soon);
    expect((await refusalOf(ruleAppeal(officer, ruling(id, { ruling: "overturned" }), soon)))?.code).toBe(
      "cases.another_open",
    );
    expect(await appealRow(id)).toMatchObject({ state: "in_review" });
    expect(await reportStates(found.id)).toEqual(["not_upheld"]);
  });
});

describe("the queue", () => {
  it("lists what is due first, by state, kind and holder, page by page", async () => {
    const { token } = await decided();
    const mine = await reviewed(second, token, now);
    const all: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listAppeals(second, AppealsInput.parse({ limit: 2, ...(cursor ? { cursor } : {}) }));
      all.push(...page.rows.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(new Set(all).size).toBe(all.length);
    const whole = await listAppeals(second, AppealsInput.parse({ limit: 200 }));
    expect(whole.rows.map(({ id }) => id)).toEqual(all);
    expect(whole.rows.every(({ state }) => state === "filed" || state === "in_review")).toBe(true);
    const held = await listAppeals(second, AppealsInput.parse({ mine: true, limit: 200 }));
    expect(held.rows.map(({ id }) => id)).toContain(mine);
    expect(held.rows.every(({ isMine }) => isMine)).toBe(true);
    const ruled = await listAppeals(second, AppealsInput.parse({ state: "overturned", kind: "objection" }));
    expect(ruled.rows.map(({ kind, state }) => [kind, state])).toEqual([["objection", "overturned"]]);
    expect((await refusalOf(listAppeals(second, AppealsInput.parse({ cursor: "x" }))))?.code).toBe(
      "appeals.bad_cursor",
    );
  });
});
