import { and, eq, inArray } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { outbox } from "../../db/schema";
import { decide } from "../enforcement/service/decide";
import { expireMeasures, reverseMeasure } from "../enforcement/service/end";
import { decisionForm } from "../enforcement/service/form";
import type { StaffActor } from "../kernel/actor";
import { day, hour, after as later } from "../kernel/calendar";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import {
  actionsAbout,
  claimed,
  decideAbout,
  entriesOf,
  measuresOf,
  onSubject,
  reportedCase,
  seat,
  subjectNamed,
} from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { readAppeal } from "./public";
import { ruleAppeal } from "./service/review";
import {
  appealRow,
  decisionsOf,
  ledgerOf,
  reportStates,
  reviewed,
  ruledOn,
  ruling,
  sentAbout,
  tokenTo,
} from "./testing/world";

useDatabase();
const now = testNow();
const soon = later(now, hour);
const origin = "key:00000000-0000-7000-8000-00000000000a";
let moderator: StaffActor;
let lead: StaffActor;
let officer: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  lead = await makePerson(["lead"], "陈默", now);
  officer = await makePerson(["appeals_officer"], "方圆", now);
});

let made = 0;
const next = (kind: string) => `${kind}-${++made}`;

/** An account that may not post and whose credit went down, reported by a system that waits to hear. */
async function suspended() {
  const subject = { type: "account", externalId: next("a") } as const;
  const found = await reportedCase({ subject, externalId: next("r") }, now, { origin });
  const measures = [onSubject(found, "suspend_posting", 7), onSubject(found, "lower_credit", 30, { to: "D" })];
  await decide(moderator, await claimed(moderator, found, { measures }, now), now);
  return { found, externalId: subject.externalId, token: await tokenTo(found.id, found.subjectId) };
}

describe("an appeal that is overturned", () => {
  it("undoes everything in one act: measures, credit, restrictions, strike, reports, orders", async () => {
    const { found, externalId, token } = await suspended();
    expect(await subjectNamed("account", externalId)).toMatchObject({ credit: "D", restrictions: ["suspend_posting"] });
    const id = await ruledOn(officer, token, { ruling: "overturned" }, soon);
    expect(await subjectNamed("account", externalId)).toMatchObject({ credit: "C", restrictions: [] });
    const [fallen] = await decisionsOf(found.id);
    expect(fallen?.state).toBe("overturned");
    expect(await ledgerOf(fallen?.id as string)).toEqual([
      { key: "lower_credit", state: "overturned", isReversal: false, subjectId: found.subjectId },
      { key: "suspend_posting", state: "overturned", isReversal: false, subjectId: found.subjectId },
      { key: "lower_credit", state: "lifted", isReversal: true, subjectId: found.subjectId },
      { key: "suspend_posting", state: "lifted", isReversal: true, subjectId: found.subjectId },
    ]);
    expect(await reportStates(found.id)).toEqual(["not_upheld"]);
    expect(await appealRow(id)).toMatchObject({ state: "overturned", version: 4, ruledAt: soon });

    const sent = (await sentAbout(found.subjectId)).filter(({ at }) => at.getTime() === soon.getTime());
    expect(sent.map(({ type }) => type).sort()).toEqual([
      "appeal.ruled",
      "measure.ended",
      "measure.ended",
      "report.outcome",
    ]);
    const queued = await read((tx) =>
      tx
        .select({ key: outbox.key })
        .from(outbox)
        .where(
          and(
            eq(outbox.topic, "deliver"),
            inArray(
              outbox.key,
              sent.map((order) => order.id),
            ),
          ),
        ),
    );
    expect(queued).toHaveLength(4);
    expect((await entriesOf(found.id)).slice(-4).map(({ action }) => action)).toEqual([
      "appeal.overturned",
      "measure.overturned",
      "measure.overturned",
      "account.credit_changed",
    ]);
    // Nothing is left of the strike: the ladder begins where it began.
    const again = await reportedCase({ subject: { type: "account", externalId } }, later(soon, hour));
    const fresh = await reportedCase({ subject: { type: "account", externalId: next("a") } }, later(soon, hour));
    const [after, never] = [
      await decisionForm(again.id, later(soon, hour)),
      await decisionForm(fresh.id, later(soon, hour)),
    ];
    expect([after.strikes, after.recommendations]).toEqual([0, never.recommendations]);
  });

  it("takes back the rung of a measure that had run out before", async () => {
    const { found, externalId, token } = await suspended();
    await expireMeasures(later(now, 40 * day));
    await ruledOn(officer, token, { ruling: "overturned" }, later(now, 41 * day));
    expect((await measuresOf(found.subjectId)).map(({ state }) => state)).toEqual(["expired", "expired"]);
    expect((await decisionsOf(found.id))[0]?.state).toBe("overturned");
    const again = await reportedCase({ subject: { type: "account", externalId } }, later(now, 42 * day));
    const fresh = await reportedCase({ subject: { type: "account", externalId: next("a") } }, later(now, 42 * day));
    const at = later(now, 42 * day);
    expect((await decisionForm(again.id, at)).recommendations).toEqual(
      (await decisionForm(fresh.id, at)).recommendations,
    );
  });

  it("leaves in force what another decision took", async () => {
    const { externalId, token } = await suspended();
    await decideAbout(
      [moderator, lead],
      { type: "account", externalId },
      (each) => [onSubject(each, "suspend_posting", 3)],
      later(now, hour),
    );
    await ruledOn(officer, token, { ruling: "overturned" }, later(now, 2 * hour));
    expect((await subjectNamed("account", externalId)).restrictions).toEqual(["suspend_posting"]);
  });

  it("opens a closed group, and frees its founder and managers, who were measured for it", async () => {
    const [group, founder] = [next("g"), next("a")];
    const { account } = await seat(group, founder, "founder", now);
    const found = await decideAbout(
      [moderator, lead],
      { type: "group", externalId: group },
      (each) => [
        onSubject(each, "close_group"),
        {
          ...onSubject({ subjectKind: "account", subjectId: account.id }, "revoke_founding", 90),
          standing: "founder",
          facts: "未履行管理职责。",
        },
      ],
      now,
    );
    await ruledOn(officer, await tokenTo(found.id, found.subjectId), { ruling: "overturned" }, soon);
    expect((await subjectNamed("group", group)).status).toBe("active");
    expect((await subjectNamed("account", founder)).restrictions).toEqual([]);
    expect((await decisionsOf(found.id))[0]?.state).toBe("overturned");
  });

  it("of a founder leaves the group's measure and the reports as they are", async () => {
    const [group, founder] = [next("g"), next("a")];
    const { account } = await seat(group, founder, "founder", now);
    const found = await decideAbout(
      [moderator, lead],
      { type: "group", externalId: group },
      (each) => [
        onSubject(each, "suspend_posting", 3),
        {
          ...onSubject({ subjectKind: "account", subjectId: account.id }, "revoke_founding", 90),
          standing: "founder",
          facts: "未履行管理职责。",
        },
      ],
      now,
    );
    await ruledOn(officer, await tokenTo(found.id, account.id), { ruling: "overturned" }, soon);
    expect((await subjectNamed("account", founder)).restrictions).toEqual([]);
    expect((await subjectNamed("group", group)).status).toBe("posting_suspended");
    expect((await decisionsOf(found.id))[0]?.state).toBe("modified");
    expect(await reportStates(found.id)).toEqual(["upheld"]);
    // The group's own appeal still finds a decision that stands.
    await ruledOn(officer, await tokenTo(found.id, found.subjectId), { ruling: "overturned" }, later(soon, hour));
    expect((await decisionsOf(found.id))[0]?.state).toBe("overturned");
    expect((await subjectNamed("group", group)).status).toBe("active");
  });
});

describe("an appeal that is modified", () => {
  it("puts a shorter measure in the place of the old ones and issues a notice that offers no second appeal", async () => {
    const { found, externalId, token } = await suspended();
    const instead = [{ key: "suspend_posting" as const, parameters: {}, days: 2 }];
    const id = await ruledOn(officer, token, { ruling: "modified", instead }, soon);
    expect(await subjectNamed("account", externalId)).toMatchObject({ credit: "C", restrictions: ["suspend_posting"] });
    const [changed] = await decisionsOf(found.id);
    expect(changed?.state).toBe("modified");
    expect((await ledgerOf(changed?.id as string)).map(({ key, state }) => [key, state])).toEqual([
      ["lower_credit", "replaced"],
      ["suspend_posting", "replaced"],
      ["suspend_posting", "in_force"],
    ]);
    expect((await measuresOf(found.subjectId)).at(-1)?.until).toEqual(later(soon, 2 * day));
    expect(await reportStates(found.id)).toEqual(["upheld"]);
    const page = await readAppeal(token, soon);
    expect(page?.filed).toMatchObject({ state: "modified", reasons: "证据不足以认定。" });
    expect(page?.filed?.noticeUrl).not.toContain(token);
    const second = await readAppeal(page?.filed?.noticeUrl?.split("/").at(-1) as string, soon);
    expect(second?.notice?.text.en).toContain("outcome of your appeal");
    expect(second?.filed?.state).toBe("modified");
    const sent = (await sentAbout(found.subjectId)).filter(({ at }) => at.getTime() === soon.getTime());
    // What ends is told before what begins.
    expect(sent.filter(({ type }) => type.startsWith("measure")).map(({ type }) => type)).toEqual([
      "measure.ended",
      "measure.ended",
      "measure.ordered",
    ]);
    expect(await actionsAbout("appeal", id)).toEqual([
      "appeal.filed",
      "appeal.taken",
      "appeal.viewed",
      "appeal.modified",
    ]);
    // It runs out like any other.
    await expireMeasures(later(soon, 2 * day));
    expect((await subjectNamed("account", externalId)).restrictions).toEqual([]);
  });

  it.each([
    ["longer", [{ key: "suspend_posting" as const, parameters: {}, days: 8 }], "enforcement.stricter"],
    [
      "severe where nobody approved",
      [{ key: "blacklist" as const, parameters: { functions: ["post"] }, days: 90 }],
      "enforcement.stricter",
    ],
    ["nothing", [], "enforcement.nothing_instead"],
    ["unfit", [{ key: "close_group" as const, parameters: {}, days: null }], "enforcement.incomplete"],
    ["without its days", [{ key: "suspend_posting" as const, parameters: {}, days: null }], "enforcement.incomplete"],
  ])("with what is %s is refused, and nothing is written", async (_, instead, code) => {
    const { found, token } = await suspended();
    const id = await reviewed(officer, token, soon);
    const before = [await measuresOf(found.subjectId), await sentAbout(found.subjectId)];
    expect((await refusalOf(ruleAppeal(officer, ruling(id, { ruling: "modified", instead }), soon)))?.code).toBe(code);
    expect([await measuresOf(found.subjectId), await sentAbout(found.subjectId)]).toEqual(before);
    expect(await appealRow(id)).toMatchObject({ state: "in_review", version: 3, reasons: null });
  });

  it("replaces a lower credit by the same for less long: two changes of the level, each with its entry", async () => {
    const { found, externalId, token } = await suspended();
    const instead = [{ key: "lower_credit" as const, parameters: { to: "D" }, days: 10 }];
    await ruledOn(officer, token, { ruling: "modified", instead }, soon);
    expect(await subjectNamed("account", externalId)).toMatchObject({ credit: "D", restrictions: [] });
    const changes = (await entriesOf(found.id)).filter(({ action }) => action === "account.credit_changed");
    const [first] = changes;
    expect(changes.map(({ version }) => version)).toEqual([0, 1, 2].map((at) => (first?.version ?? 0) + at));
    await expireMeasures(later(soon, 10 * day));
    expect((await subjectNamed("account", externalId)).credit).toBe("C");
  });

  it("replaces a closure by a suspension: the group is open again, and may not post", async () => {
    const group = next("g");
    const found = await decideAbout(
      [moderator, lead],
      { type: "group", externalId: group },
      (each) => [onSubject(each, "close_group")],
      now,
    );
    const instead = [{ key: "suspend_posting" as const, parameters: {}, days: 7 }];
    await ruledOn(officer, await tokenTo(found.id, found.subjectId), { ruling: "modified", instead }, soon);
    expect((await subjectNamed("group", group)).status).toBe("posting_suspended");
  });
});

describe("defect 2: reversing a measure, or ruling on an appeal, leaves its reports open", () => {
  it("not here: every report of the round has turned, and who waits to hear is told", async () => {
    const { found, externalId, token } = await suspended();
    const other = await suspended();
    await ruledOn(officer, token, { ruling: "overturned" }, soon);
    expect(await reportStates(found.id)).toEqual(["not_upheld"]);
    const told = (await sentAbout(found.subjectId)).filter(({ type }) => type === "report.outcome");
    expect(told.map(({ payload }) => (payload as { outcome: string }).outcome)).toEqual(["upheld", "not_upheld"]);
    // Nobody else's, and no report that comes later.
    expect(await reportStates(other.found.id)).toEqual(["upheld"]);
    const again = await reportedCase({ subject: { type: "account", externalId } }, later(soon, hour));
    expect(await reportStates(again.id)).toEqual(["attached"]);
  });
});

describe("an appeal that changes nothing", () => {
  it.each(["upheld", "inadmissible"] as const)(
    "%s: says so to the person, and leaves the decision alone",
    async (word) => {
      const { found, token } = await suspended();
      const before = await measuresOf(found.subjectId);
      await ruledOn(officer, token, { ruling: word }, soon);
      expect(await measuresOf(found.subjectId)).toEqual(before);
      expect((await decisionsOf(found.id))[0]).toMatchObject({ state: "effective", version: 1 });
      expect(await reportStates(found.id)).toEqual(["upheld"]);
      const sent = (await sentAbout(found.subjectId)).filter(({ at }) => at.getTime() === soon.getTime());
      expect(
        sent.map(({ type, payload }) => [type, (payload as { appeal: { outcome: string } }).appeal.outcome]),
      ).toEqual([["appeal.ruled", word]]);
      expect((await readAppeal(token, soon))?.filed).toMatchObject({ state: word, reasons: "证据不足以认定。" });
    },
  );

  it("is put aside where a lead has taken the decision back meanwhile", async () => {
    const { found, token } = await suspended();
    const id = await reviewed(officer, token, now);
    for (const row of await measuresOf(found.subjectId))
      await reverseMeasure(lead, { measureId: row.id, version: row.version, reason: "有误" }, soon);
    for (const word of ["upheld", "overturned"] as const)
      expect((await refusalOf(ruleAppeal(officer, ruling(id, { ruling: word }), soon)))?.code).toBe(
        "appeals.not_standing",
      );
    await ruleAppeal(officer, ruling(id, { ruling: "inadmissible" }), soon);
    expect((await decisionsOf(found.id))[0]?.state).toBe("reversed");
  });
});
