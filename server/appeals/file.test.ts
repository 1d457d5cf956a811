import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { report } from "../../db/schema";
import { api } from "../api";
import { receiptOf } from "../cases/service/receipt";
import { bodyOf } from "../delivery/service/order";
import { decide } from "../enforcement/service/decide";
import type { StaffActor } from "../kernel/actor";
import { after as later, minute, plusMonths } from "../kernel/calendar";
import { read } from "../read";
import { makePerson } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, decideAbout, entriesOf, onSubject, reportedCase } from "../testing/enforcement";
import { publishDefault } from "../testing/reports";
import { readAppeal } from "./public";
import { appealRow, ruledOn, sentAbout, tokenTo, words } from "./testing/world";

useDatabase();
// The API asks the real clock, so this file lives now.
const now = new Date();
let moderator: StaffActor;
let lead: StaffActor;
let officer: StaffActor;
beforeAll(async () => {
  await publishDefault(later(now, -minute));
  moderator = await makePerson(["moderator"], "许清", now);
  lead = await makePerson(["lead"], "陈默", now);
  officer = await makePerson(["appeals_officer"], "方圆", now);
});

let made = 0;
const next = (kind: string) => `${kind}-${++made}`;

const post = async (path: string, body: unknown, language = "en") => {
  const answer = await api().fetch(
    new Request(`http://docket.test/api/v1${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", "accept-language": language },
      body: JSON.stringify(body),
    }),
  );
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown>, headers: answer.headers };
};

async function decided(at = now) {
  const found = await decideAbout(
    [moderator, lead],
    { type: "account", externalId: next("a") },
    (each) => [onSubject(each, "suspend_posting", 3)],
    at,
  );
  return { found, token: await tokenTo(found.id, found.subjectId) };
}

describe("whoever holds the address of a notice", () => {
  it("appeals once, and reads what comes of it at the same address", async () => {
    const { found, token } = await decided();
    const open = await readAppeal(token, now);
    expect(open).toMatchObject({ kind: "appeal", bar: null, filed: null, until: plusMonths(now, 6) });
    expect(open?.notice?.text.en).toContain(`/appeal/${token}`);
    const filed = await post(`/notices/${token}/appeal`, { text: ` ${words} ` });
    expect([filed.status, filed.body.state]).toEqual([201, "filed"]);
    expect(filed.headers.get("ratelimit")).toContain("form");
    expect((await readAppeal(token, now))?.filed).toMatchObject({ state: "filed", reasons: null });
    const second = await post(`/notices/${token}/appeal`, { text: words });
    expect([second.status, second.body.type]).toEqual([409, expect.stringContaining("appeals.already")]);
    expect(JSON.stringify(await entriesOf(found.id))).not.toContain("定金，聊天");
  });

  it.each([
    ["nothing", {}, 422],
    ["too little", { text: "不服" }, 422],
    ["only spaces", { text: " ".repeat(50) }, 422],
    ["too much", { text: "不".repeat(3_001) }, 422],
    ["a control character", { text: `${words}\u0007` }, 422],
    ["something else besides", { text: words, contact: "13800001111" }, 422],
    ["an identity number", { text: `${words} 110105 19491231 002X` }, 422],
    ["no object", "text", 422],
  ])("and sends %s is refused in her language, and nothing is kept", async (_, body, status) => {
    const { token } = await decided();
    const [en, zh] = [
      await post(`/notices/${token}/appeal`, body),
      await post(`/notices/${token}/appeal`, body, "zh-CN"),
    ];
    expect([en.status, zh.status]).toEqual([status, status]);
    expect(String(zh.body.title ?? zh.body.detail)).toMatch(/\p{Script=Han}/u);
    expect((await readAppeal(token, now))?.filed).toBeNull();
  });

  it("is too late after six months, to the millisecond", async () => {
    const begun = plusMonths(now, -7);
    const { token } = await decided(begun);
    const end = plusMonths(begun, 6);
    expect((await readAppeal(token, later(end, -1)))?.bar).toBeNull();
    expect((await readAppeal(token, end))?.bar?.zh).toBe("申诉期限已过");
    expect((await post(`/notices/${token}/appeal`, { text: words })).status).toBe(410);
  });

  it.each(["A".repeat(43), "short", "../etc", "%E0%A4%A"])("has to have it: %s leads nowhere", async (wrong) => {
    expect(await readAppeal(wrong, now)).toBeNull();
    expect((await post(`/notices/${encodeURIComponent(wrong)}/appeal`, { text: words })).status).toBeGreaterThanOrEqual(
      404,
    );
  });
});

describe("whoever holds the receipt of a report", () => {
  /** The report with its receipt, decided as not upheld. */
  async function rejected(finding: "does_not" | "violates" = "does_not") {
    const found = await reportedCase({ subject: { type: "account", externalId: next("a") } }, now);
    const measures = finding === "violates" ? [onSubject(found, "suspend_posting", 3)] : [];
    await decide(moderator, await claimed(moderator, found, { finding, measures }, now), now);
    const [row] = await read((tx) => tx.select({ id: report.id }).from(report).where(eq(report.caseId, found.id)));
    return { found, receipt: receiptOf(row?.id as string) };
  }

  it("objects once, and learns nothing but what became of her report", async () => {
    const { receipt } = await rejected();
    expect(await readAppeal(receipt, now)).toMatchObject({ kind: "objection", notice: null, bar: null, filed: null });
    expect((await post(`/reports/${receipt.toLowerCase()}/objection`, { text: words })).status).toBe(201);
    expect((await post(`/reports/${receipt}/objection`, { text: words })).status).toBe(409);
    expect((await readAppeal(receipt, now))?.filed?.state).toBe("filed");
  });

  it("cannot object to a report that was upheld, nor to one without an outcome", async () => {
    const { receipt } = await rejected("violates");
    expect((await post(`/reports/${receipt}/objection`, { text: words })).status).toBe(409);
    const open = await reportedCase({ subject: { type: "account", externalId: next("a") } }, now);
    const [row] = await read((tx) => tx.select({ id: report.id }).from(report).where(eq(report.caseId, open.id)));
    expect((await post(`/reports/${receiptOf(row?.id as string)}/objection`, { text: words })).status).toBe(404);
    expect((await post("/reports/0000-0000-0000-0000/objection", { text: words })).status).toBe(404);
  });
});

describe("nothing that an appellant reads or that the platform is told identifies a reporter", () => {
  const planted = { externalId: "REPORTER-PLANTED-7731", contact: "planted-reporter@example.test" };
  const phrase = "这是举报人自己写的一句话四二七";
  it("neither the page, nor the answer, nor the orders", async () => {
    const found = await reportedCase(
      {
        subject: { type: "account", externalId: next("a") },
        externalId: next("r"),
        reporter: planted,
        description: phrase,
      },
      now,
      { origin: "key:00000000-0000-7000-8000-00000000000a" },
    );
    await decide(
      moderator,
      await claimed(moderator, found, { measures: [onSubject(found, "suspend_posting", 3)] }, now),
      now,
    );
    const token = await tokenTo(found.id, found.subjectId);
    const before = await readAppeal(token, now);
    const id = await ruledOn(officer, token, { ruling: "overturned", reasons: "认定依据不足，予以撤销。" }, now);
    const [row] = await read((tx) => tx.select().from(report).where(eq(report.caseId, found.id)));
    const toSubject = (await sentAbout(found.subjectId)).filter(({ type }) => type !== "report.outcome").map(bodyOf);
    const shown = JSON.stringify([before, await readAppeal(token, now), toSubject]);
    const marks = [
      planted.externalId,
      planted.contact,
      phrase,
      row?.id,
      row?.reporterRef,
      receiptOf(row?.id as string),
      row?.externalId,
    ];
    for (const mark of marks) expect([mark, shown.includes(String(mark))]).toEqual([mark, false]);
    expect(shown).toContain("认定依据不足，予以撤销。");
    expect((await appealRow(id)).reasons?.includes("认定依据不足")).toBe(false);
  });
});
