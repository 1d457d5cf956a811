import { createHash } from "node:crypto";
import { unzipSync } from "fflate";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKey } from "../audit/keys";
import { sequence } from "../audit/sequence";
import { signCheckpoint } from "../audit/sign";
import { decide } from "../enforcement/service/decide";
import type { StaffActor } from "../kernel/actor";
import { after as later, minute } from "../kernel/calendar";
import { makePerson } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { actionsAbout, claimed, entriesOf, type OpenCase, onSubject } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { operator, publishDefault } from "../testing/reports";
import { abandonReferral, proposeReferral, returnReferral, saveDraft, startReferral } from "./service/draft";
import { recordHandover, recordReceipt } from "./service/hand-over";
import { downloadPackage, lookInto, sealReferral } from "./service/seal";
import { listReferrals, referralsOf, showReferral } from "./service/show";
import { drafted, office, reported, sealed } from "./testing/world";

const urls = useDatabase();
const now = new Date("2026-11-22T08:00:00.000Z");
let superuser: postgres.Sql;
let moderator: StaffActor;
let first: StaffActor;
let second: StaffActor;
beforeAll(async () => {
  superuser = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
  await publishDefault(now);
  await createKey(operator, now);
  moderator = await makePerson(["moderator"], "许清", now);
  first = await makePerson(["compliance_officer"], "苏敏", now);
  second = await makePerson(["compliance_officer"], "方正", now);
});
afterAll(() => superuser.end({ timeout: 2 }));

const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const code = async (work: Promise<unknown>) => (await refusalOf(work))?.code ?? null;
const textOf = (files: Record<string, Uint8Array>, name: string) =>
  Buffer.from(files[Object.keys(files).find((each) => each.endsWith(name)) ?? ""] ?? []).toString("utf8");
const opened = async (number: string) => unzipSync((await downloadPackage(second, { number }, now)).bytes);

const told = {
  reporter: { externalId: "reporter-planted-77", contact: "planted@example.test" },
  description: "他骗了我三千元定金",
};
const evidence = (text: string) => [
  { kind: "text" as const, role: "reported" as const, text, messageExternalId: `m-${text.length}`, views: 3 },
];

async function decided(externalId: string): Promise<OpenCase> {
  const found = await reported(externalId, { ...told, evidence: evidence("先付定金再发货") }, now);
  const measures = [onSubject(found, "suspend_posting", 3)];
  await decide(moderator, await claimed(moderator, found, { measures }, now), now);
  return found;
}

describe("a referral, from the case to the receipt", () => {
  it("is drafted by one, sealed by another, handed over, acknowledged, and its package is the same bytes each time", async () => {
    const found = await decided("referred-1");
    while ((await sequence(now)) > 0);
    await signCheckpoint(now);
    const number = await sealed([first, second], found, {}, now);
    expect(number).toMatch(/^R-2026-\d{4}$/);
    const one = await downloadPackage(first, { number }, now);
    const two = await downloadPackage(second, { number }, later(now, minute));
    expect(two.bytes.equals(one.bytes)).toBe(true);
    const view = await showReferral(first, { number });
    expect(view).toMatchObject({ state: "sealed", sealed: { by: "方正", isMe: false }, proposed: { isMe: true } });
    expect(view.package?.sha256).toBe(hash(one.bytes));

    const files = unzipSync(one.bytes);
    const manifest = JSON.parse(textOf(files, "manifest.json"));
    expect(manifest.files.map(({ name }: { name: string }) => name)).toEqual([
      "content.json",
      "summary.html",
      "log.json",
    ]);
    for (const { name, sha256, bytes } of manifest.files) {
      expect(hash(files[`${number}/${name}`] as Uint8Array)).toBe(sha256);
      expect(files[`${number}/${name}`]?.length).toBe(bytes);
    }
    const content = JSON.parse(textOf(files, "content.json"));
    expect(content).toMatchObject({
      number,
      office: office.office,
      subject: { externalId: "referred-1" },
      decisions: [{ finding: "violates", facts: "要求成员绕开平台支付定金。" }],
      measures: [{ measure: "suspend_posting", state: "in_force" }],
      evidence: [{ text: "先付定金再发货", views: 3, hashOnly: false }],
      reports: null,
    });
    expect(textOf(files, "summary.html")).toContain("先付定金再发货");
    const log = JSON.parse(textOf(files, "log.json"));
    const proven = log.entries.find(({ action }: { action: string }) => action === "report.received");
    expect(proven.proof).toContain(log.checkpoint);
    expect(log.entries.map(({ action }: { action: string }) => action)).toContain("decision.taken");
    expect(JSON.stringify(log)).not.toContain("disclosure.");

    await recordHandover(first, { number, version: 4, way: "courier", to: "王警官", at: now.toISOString() }, now);
    const receipt = { number, version: 5, receipt: "公网移收〔2026〕8号", by: "收发室", day: "2026-11-22" };
    await recordReceipt(second, receipt, later(now, minute));
    expect(await showReferral(second, { number })).toMatchObject({
      state: "acknowledged",
      handedOver: { way: "courier", to: "王警官", by: "苏敏" },
      receipt: { number: "公网移收〔2026〕8号", from: "收发室" },
    });
    const of = (await entriesOf(found.id)).filter(({ kind }) => kind === "referral");
    expect(of.map(({ action, version }) => [action, version])).toEqual([
      ["referral.drafted", 1],
      ["referral.saved", 2],
      ["referral.proposed", 3],
      ["disclosure.referral_viewed", null],
      ["referral.sealed", 4],
      ["disclosure.referral_downloaded", null],
      ["disclosure.referral_downloaded", null],
      ["referral.handed_over", 5],
      ["referral.acknowledged", 6],
    ]);
    const seal = of.find(({ action }) => action === "referral.sealed")?.body as { pub: { package: string } };
    expect(seal.pub.package).toBe(hash(one.bytes));
    expect(JSON.stringify(of)).not.toContain("王警官");
  });

  it("stands on a case in whatever state, at once, and the list and the case lead to it", async () => {
    const found = await reported("danger-1", { evidence: evidence("我今晚就去那里") }, now);
    const { number } = await startReferral(first, { caseId: found.id, danger: true }, now);
    expect((await listReferrals(first, { show: "open", limit: 50 })).rows[0]).toMatchObject({ number, danger: true });
    expect((await referralsOf(second, { caseId: found.id })).rows).toMatchObject([{ number, state: "draft" }]);
    expect(await code(startReferral(first, { caseId: first.id, danger: true }, now))).toBe("referrals.missing_case");
    expect(await code(proposeReferral(first, { number, version: 1 }, now))).toBe("referrals.incomplete");
    expect(await code(downloadPackage(first, { number }, now))).toBe("referrals.no_package");
    expect(await code(showReferral(first, { number: "R-2026-9999" }))).toBe("referrals.missing");
    await abandonReferral(first, { number, version: 1, reason: "已由他人移送" }, now);
    expect((await listReferrals(first, { show: "open", limit: 50 })).rows.map((row) => row.number)).not.toContain(
      number,
    );
    expect((await listReferrals(first, { show: "all", limit: 50 })).rows.map((row) => row.number)).toContain(number);
  });

  it("comes back with a reason, is drafted again, and what changed since the look is not sealed", async () => {
    const found = await reported("returned-1", { ...told, evidence: evidence("原来的信息") }, now);
    const number = await drafted(first, found, {}, now);
    await proposeReferral(first, { number, version: 2 }, now);
    const { content } = await lookInto(second, { number }, now);
    await returnReferral(second, { number, version: 3, reason: "请补充法律依据" }, now);
    expect(await showReferral(first, { number })).toMatchObject({ state: "returned", remark: "请补充法律依据" });
    const draft = await showReferral(first, { number });
    const again = { number, version: 4, ...office, basis: "网络安全法（2025）", parts: [...draft.parts], evidence: [] };
    await saveDraft(first, again, now);
    await proposeReferral(first, { number, version: 5 }, now);
    expect(await code(sealReferral(second, { number, version: 6, content }, now))).toBe("referrals.changed");
    const { content: seen } = await lookInto(second, { number }, now);
    expect(await code(sealReferral(first, { number, version: 6, content: seen }, now))).toBe("referrals.same_person");
    // Another report joins the case while she reads: the number of reports goes along, so she looks again.
    await reported("returned-1", { reporter: { externalId: "another" } }, now);
    expect(await code(sealReferral(second, { number, version: 6, content: seen }, now))).toBe("referrals.changed");
    const fresh = (await lookInto(second, { number }, now)).content;
    await sealReferral(second, { number, version: 6, content: fresh }, now);
    expect(JSON.parse(textOf(await opened(number), "content.json"))).toMatchObject({ evidence: [] });
  });

  it("refuses whoever the case is about, in every act and to look at", async () => {
    const found = await reported("own-1", {}, now);
    const number = await drafted(first, found, {}, now);
    const her = await makePerson(["compliance_officer"], "本人", now);
    await superuser`insert into staff_subject (staff_id, subject_kind, subject_id) values (${her.id}, 'account', ${found.subjectId})`;
    for (const work of [
      () => showReferral(her, { number }),
      () => lookInto(her, { number }, now),
      () => proposeReferral(her, { number, version: 2 }, now),
      () => startReferral(her, { caseId: found.id, danger: false }, now),
    ])
      expect(await code(work())).toBe("referrals.own_subject");
    expect((await listReferrals(her, { show: "all", limit: 100 })).rows.map((row) => row.number)).not.toContain(number);
    expect((await referralsOf(her, { caseId: found.id })).rows).toEqual([]);
  });
});

describe("who reported", () => {
  it("does not go along, wherever one looks, unless it was chosen with a reason", async () => {
    const found = await decided("reporters-1");
    const parts = ["registry", "identity", "decisions", "reports", "log"] as const;
    const without = await sealed([first, second], found, { parts: [...parts] }, now);
    const files = await opened(without);
    for (const name of Object.keys(files))
      for (const mark of Object.values(told.reporter)) expect(textOf(files, name)).not.toContain(mark);
    expect(textOf(files, "content.json")).toContain(told.description);

    const { number } = await startReferral(first, { caseId: found.id, danger: false }, now);
    const chosen = { number, version: 1, ...office, parts: ["reporters" as const], evidence: [] };
    await saveDraft(first, chosen, now);
    expect(await code(proposeReferral(first, { number, version: 2 }, now))).toBe("referrals.incomplete");
    await saveDraft(first, { ...chosen, version: 2, reporterReason: "须向举报人取证" }, now);
    await proposeReferral(first, { number, version: 3 }, now);
    const { content } = await lookInto(second, { number }, now);
    await sealReferral(second, { number, version: 4, content }, now);
    const named = JSON.parse(textOf(await opened(number), "content.json"));
    expect(named.reports).toMatchObject([{ reporter: told.reporter, description: null }]);
    expect(named.reporterReason).toBe("须向举报人取证");
  });
});

describe("what the database refuses", () => {
  it("to anybody: a seal by who proposed, a step that no table lists, a change of what was sealed", async () => {
    const found = await reported("guards-1", { evidence: evidence("守卫") }, now);
    const number = await sealed([first, second], found, {}, now);
    const state = async (work: Promise<unknown>) =>
      work.then(
        () => null,
        (error: { code?: string }) => error.code,
      );
    const update = (set: string) => state(superuser.unsafe(`update referral set ${set} where number = '${number}'`));
    expect(await update("package_sha256 = 'x'")).toBe("23001");
    expect(await update("office = 'x'")).toBe("23001");
    expect(await update("evidence = '{}'")).toBe("23001");
    expect(await update("state = 'draft'")).toBe("23001");
    expect(await update("state = 'acknowledged'")).not.toBeNull();
    expect(await state(superuser`delete from referral where number = ${number}`)).toBe("23001");
    expect(await state(superuser`update referral_part set bytes = ''`)).toBe("23001");
    expect(await state(superuser`delete from referral_part`)).toBe("23001");
    expect(
      await state(superuser`insert into referral_part select id, 99, ''::bytea from referral where number = ${number}`),
    ).toBe("23001");
    expect(
      await state(superuser`insert into referral_person select id, 'account:x' from referral where number = ${number}`),
    ).toBe("23001");
    const other = await drafted(first, found, {}, now);
    await proposeReferral(first, { number: other, version: 2 }, now);
    expect(
      await state(superuser`update referral set state = 'sealed', sealed_by = ${first.id}, sealed_at = ${now},
        content_sha256 = 'x', package_sha256 = 'x', version = 4 where number = ${other}`),
    ).toBe("23514");
    expect(await actionsAbout("referral", "none")).toEqual([]);
  });
});
