import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { auditEvent, report } from "../../db/schema";
import { api } from "../api";
import { receiptOf } from "../cases/service/receipt";
import { decide } from "../enforcement/service/decide";
import { basePath } from "../http/contract";
import type { Role, StaffActor } from "../kernel/actor";
import { hour, after as later } from "../kernel/calendar";
import { defaultDocument } from "../policy/default";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, decideAbout, onSubject, reportedCase } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { fileBytesLimit } from "./contract";
import { openAppealFile } from "./endpoint-files";
import { readAppeal } from "./public";
import { fileAppeal } from "./service/file";
import { attachFile } from "./service/files";
import { showAppeal } from "./service/queue";
import { noteFirstView, ruleAppeal, takeAppeal } from "./service/review";
import { pdf, png } from "./testing/files";
import { appealRow, reviewed, ruling, tokenTo, words } from "./testing/world";

const session = vi.hoisted(() => ({ current: null as { actor: StaffActor; roles: readonly Role[] } | null }));
// Cookies are Next's affair: who is signed in is the only thing that is put in its place.
vi.mock("../staff/session", () => ({ currentStaff: async () => session.current }));

const urls = useDatabase();
const now = testNow();
const soon = later(now, hour);
let moderator: StaffActor;
let lead: StaffActor;
let officer: StaffActor;
let second: StaffActor;
let sql: postgres.Sql;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  lead = await makePerson(["lead"], "陈默", now);
  officer = await makePerson(["appeals_officer"], "方圆", now);
  second = await makePerson(["appeals_officer"], "叶明", now);
  sql = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
});
afterAll(() => sql.end({ timeout: 2 }));
const as = (actor: StaffActor | null) => {
  session.current = actor ? { actor, roles: actor.roles } : null;
};
beforeEach(() => as(officer));

let made = 0;
async function decided() {
  const subject = { type: "account" as const, externalId: `a-${++made}` };
  const found = await decideAbout([moderator, lead], subject, (each) => [onSubject(each, "suspend_posting", 3)], now);
  return { found, token: await tokenTo(found.id, found.subjectId) };
}
async function filed() {
  const { token } = await decided();
  return { token, id: (await fileAppeal(token, { text: words }, now)).id };
}
const post = (
  where: string,
  bytes: Uint8Array<ArrayBuffer>,
  name = "聊天截图.png",
  headers: Record<string, string> = {},
) =>
  api().fetch(
    new Request(`http://docket.test${basePath}${where}?name=${encodeURIComponent(name)}`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream", "accept-language": "en", ...headers },
      body: bytes,
    }),
  );
const attach = (token: string, bytes: Buffer, name?: string, headers?: Record<string, string>) =>
  post(`/notices/${token}/appeal/files`, new Uint8Array(bytes), name, headers);
const codeOf = async (answer: Response) => ((await answer.json()) as { type: string }).type.split(":").at(-1);
const opened = (appealId: string, fileId: string, headers: Record<string, string> = {}) =>
  openAppealFile(new Request(`https://docket.test/appeals/${appealId}/files/${fileId}`, { headers }), {
    params: Promise.resolve({ id: appealId, file: fileId }),
  });
const disclosures = (appealId: string) =>
  read((tx) =>
    tx.$count(auditEvent, and(eq(auditEvent.subjectId, appealId), eq(auditEvent.action, "disclosure.appeal_file"))),
  );

describe("whoever appealed attaches a file", () => {
  it("which is hashed as it arrived, kept sealed, and listed at her address", async () => {
    const { token, id } = await filed();
    // More than one part, and not a whole number of them.
    const bytes = Buffer.concat([pdf, Buffer.alloc(700_001, 0x41)]);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const answer = await attach(token, bytes, "../C:\\用户\\证据 一.pdf");
    expect([answer.status, await answer.json()]).toEqual([201, { type: "pdf", bytes: bytes.length, sha256 }]);
    expect(answer.headers.get("ratelimit-policy")).toContain('"file"');
    const page = await readAppeal(token, now);
    expect(page?.filed?.files).toMatchObject([{ kind: "pdf", bytes: bytes.length, sha256, name: "证据 一.pdf" }]);
    expect(page?.filed?.filesLeft).toBe(4);
    expect((await appealRow(id)).version).toBe(2);
    const [kept] = await sql<{ parts: number; whole: string; name: string }[]>`
      select count(*)::int as parts, string_agg(encode(p.sealed, 'escape'), '') as whole, max(encode(f.name, 'escape')) as name
      from appeal_file f join appeal_file_part p on p.file_id = f.id where f.appeal_id = ${id}`;
    expect(kept?.parts).toBe(3);
    expect(kept?.whole).not.toContain("%PDF");
    expect(kept?.whole).not.toContain("AAAAAAAA");
    expect(kept?.name).not.toContain("证据");
    const entries = await sql<{ body: string }[]>`select body_json::text as body from audit_event
      where subject_id = ${id} and action = 'appeal.file_added'`;
    expect(entries).toHaveLength(1);
    expect(entries[0]?.body).toContain(sha256);
    expect(entries[0]?.body).not.toContain("证据");
  });

  it("five of them, none twice, none that is something else, and nothing is kept of what is refused", async () => {
    const { token, id } = await filed();
    const large = Buffer.alloc(fileBytesLimit + 1, 0x41);
    const cases = [
      [Buffer.from("<html>"), "x.png", 415, "appeals.file_kind"],
      [Buffer.alloc(0), "x.txt", 400, "appeals.file_empty"],
      [png(30_000, 30_000), "x.png", 413, "appeals.file_pixels"],
      [large, "x.txt", 413, "http.too_large"],
      [png(2, 2), "", 422, "http.fields"],
      [png(2, 2), "x".repeat(201), 422, "http.fields"],
      [png(2, 2), "a\u0000b", 422, "http.fields"],
    ] as const;
    for (const [bytes, name, status, code] of cases) {
      const answer = await attach(token, bytes, name);
      expect([name, answer.status, await codeOf(answer)]).toEqual([name, status, code]);
    }
    const wrongType = await attach(token, png(2, 2), "x.png", { "content-type": "image/png" });
    expect([wrongType.status, await codeOf(wrongType)]).toEqual([415, "http.media_type"]);
    expect((await appealRow(id)).version).toBe(1);
    for (let nth = 1; nth <= 5; nth++) expect((await attach(token, png(nth, 2))).status).toBe(201);
    expect(await codeOf(await attach(token, png(9, 9)))).toBe("appeals.file_limit");
    expect((await readAppeal(token, now))?.filed?.filesLeft).toBeNull();
    const other = await filed();
    expect((await attach(other.token, png(1, 2))).status).toBe(201);
    expect(await codeOf(await attach(other.token, png(1, 2)))).toBe("appeals.file_same");
  });

  it("takes a file of exactly the limit, and only one of two that come at once in the last place", async () => {
    const { token } = await filed();
    expect((await attach(token, Buffer.alloc(fileBytesLimit, 0x41), "x.txt")).status).toBe(201);
    for (const nth of [1, 2, 3]) await attachFile(token, `${nth}.png`, png(nth, 1), now);
    const ends = await Promise.all([4, 5].map((nth) => refusalOf(attachFile(token, `${nth}.png`, png(nth, 1), now))));
    expect(ends.map((refusal) => refusal?.code ?? null).sort()).toEqual(["appeals.file_limit", null]);
  });

  it("not before she appealed, nor after the ruling, nor at an address that leads nowhere", async () => {
    const { token } = await decided();
    expect(await codeOf(await attach(token, png(1, 1)))).toBe("appeals.missing_notice");
    const id = await reviewed(officer, token, now);
    expect((await attach(token, png(1, 1))).status).toBe(201);
    // Nobody rules on a page that does not show it.
    expect((await refusalOf(ruleAppeal(officer, ruling(id, { ruling: "upheld" }), soon)))?.code).toBe("appeals.stale");
    await ruleAppeal(officer, ruling(id, { ruling: "upheld", version: 4 }), soon);
    expect(await codeOf(await attach(token, png(2, 1)))).toBe("appeals.files_closed");
    expect((await attach("A".repeat(43), png(1, 1))).status).toBe(404);
  });

  it("beside an objection too, with the receipt", async () => {
    const found = await reportedCase({ subject: { type: "account", externalId: "objected" } }, now);
    await decide(moderator, await claimed(moderator, found, { finding: "does_not" }, now), now);
    const [row] = await read((tx) => tx.select({ id: report.id }).from(report).where(eq(report.caseId, found.id)));
    const receipt = receiptOf(row?.id as string);
    const later10 = later(now, 10 * 60_000);
    await fileAppeal(receipt, { text: words }, later10);
    await attachFile(receipt, "收款码.png", png(4, 4), later10);
    expect((await readAppeal(receipt, later10))?.filed?.files).toMatchObject([{ name: "收款码.png", kind: "png" }]);
  });

  it("but not to a case about material that goes by hash only", async () => {
    const leaf = defaultDocument.taxonomy.find((each) => each.hashOnly && each.severity !== null)?.key as string;
    const subject = { type: "account" as const, externalId: "hash-only" };
    const found = await reportedCase({ subject, category: leaf }, now);
    const measures = [onSubject(found, "suspend_posting", 3)];
    await decide(moderator, await claimed(moderator, found, { measures, clauses: [leaf] }, now), now);
    const token = await tokenTo(found.id, found.subjectId);
    await fileAppeal(token, { text: words }, now);
    expect(await codeOf(await attach(token, png(1, 1)))).toBe("appeals.files_hash_only");
    expect((await readAppeal(token, now))?.filed?.filesLeft).toBeNull();
  });
});

describe("an officer opens a file", () => {
  async function withFile() {
    const { token, id } = await filed();
    await attachFile(token, "x.svg", Buffer.from("没有收款。"), now);
    await takeAppeal(officer, { appealId: id, version: 2 }, now);
    const file = (await readAppeal(token, now))?.filed?.files[0]?.id as string;
    return { token, id, file };
  }

  it("only what she holds and only after her own view; the log says that she did, once for each time", async () => {
    const { id, file } = await withFile();
    expect((await showAppeal(officer, id)).opened).toBeNull();
    expect((await opened(id, file)).status).toBe(409);
    as(second);
    expect((await opened(id, file)).status).toBe(409);
    as(moderator);
    expect((await opened(id, file)).status).toBe(403);
    as(null);
    expect((await opened(id, file)).status).toBe(401);
    expect(await disclosures(id)).toBe(0);
    as(officer);
    await noteFirstView(officer, { appealId: id, version: 3, finding: "does_not", note: "没有。" }, now);
    expect((await showAppeal(officer, id)).opened?.files).toMatchObject([{ id: file, name: "x.svg" }]);
    const answer = await opened(id, file);
    expect([answer.status, await answer.text()]).toEqual([200, "没有收款。"]);
    await opened(id, file);
    expect(await disclosures(id)).toBe(2);
  });

  it("which leaves as an attachment under a name of ours, and as nothing that a browser runs", async () => {
    const { id, file } = await withFile();
    await noteFirstView(officer, { appealId: id, version: 3, finding: "does_not", note: "没有。" }, now);
    const { headers } = await opened(id, file);
    expect(headers.get("content-disposition")).toMatch(/^attachment; filename="C-\d{6}-1\.txt"$/);
    expect(headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
    expect(headers.get("cache-control")).toBe("private, no-store");
    expect((await opened(id, file, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await opened(id, id)).status).toBe(404);
    expect((await opened("x", file)).status).toBe(404);
  });

  it("and whatever bypasses the rules changes nothing of it", async () => {
    const { id, file } = await withFile();
    for (const change of [
      sql`update appeal_file set kind = 'png' where id = ${file}`,
      sql`update appeal_file_part set sealed = 'x' where file_id = ${file}`,
      sql`delete from appeal_file_part where file_id = ${file}`,
      sql`delete from appeal_file where appeal_id = ${id}`,
    ])
      await expect(change).rejects.toMatchObject({ code: "23001" });
  });
});
