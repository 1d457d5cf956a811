import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { asc } from "drizzle-orm";
import { unzipSync } from "fflate";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditEvent, decision, notice, outgoing, report } from "../db/schema";
import { api } from "./api";
import { readAppeal } from "./appeals/public";
import { createKey } from "./audit/keys";
import { signCheckpoint } from "./audit/sign";
import { noticeToken } from "./delivery/service/order";
import { owedBy, readNotice } from "./enforcement/public";
import { textsOf } from "./enforcement/service/proposal";
import { fileKinds } from "./filings/contract";
import { checkFiling, draftFiling, getFile, sealFiling } from "./filings/service";
import { bundleOf, drain, waivers } from "./filings/testing/office";
import { joined } from "./filings/testing/whole";
import { createConnection } from "./intake/service/connections";
import { after, day, fromIsoDay, hour } from "./kernel/calendar";
import { openMany } from "./privacy/seal";
import { read } from "./read";
import { downloadPackage } from "./referrals/service/seal";
import { sealed } from "./referrals/testing/world";
import { makePerson } from "./testing/cases";
import { useDatabase } from "./testing/database";
import { type Heard, operator, useReceiver } from "./testing/delivery";
import { formsOf, leaksIn, type Plant, plants } from "./testing/reporters/plants";
import { driveDialogues, driveLater, driveTexts, type Kept } from "./testing/reporters/told";
import {
  driveAccounts,
  driveAppeals,
  driveGroups,
  drivePayload,
  openWorld,
  type World,
} from "./testing/reporters/world";
import { makeKey, publishDefault } from "./testing/reports";

/**
 * Invariant 13: nothing that leaves for the subject identifies a reporter. Names, ids, contacts and words of reporters
 * are planted in reports, objections, the registry and everything that staff write for each other; then everything that
 * staff can do is done, and all that left is searched.
 */
const urls = useDatabase();
const begun = after(fromIsoDay("2026-10-08"), 10 * hour);
const drawn = after(fromIsoDay("2026-11-05"), 10 * hour);
const receiver = useReceiver(urls, begun);
const folder = mkdtempSync(path.join(tmpdir(), "docket-reporters-"));
let sql: postgres.Sql;
let world: World;
let heard: Heard[];
let kept: Kept[];

beforeAll(async () => {
  sql = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
  await publishDefault(begun);
  await createKey(operator, begun);
  await createConnection(operator, { id: "matrix-one", format: "synapse", source: "in_app" }, begun);
  await receiver.endpoint();
  world = await openWorld("world", begun);
  await driveGroups(world, begun, true);
  await driveAccounts(world, begun);
  await driveAppeals(world, begun);
  await drivePayload(world, "matrix-one", begun);
  kept = [
    ...(await driveTexts(world, begun)),
    ...(await driveDialogues(world, begun)),
    ...(await driveLater(world, begun)),
  ];
  await receiver.work(after(begun, 20 * day));
  heard = receiver.heard;
}, 120_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await sql.end();
});

describe("the search itself", () => {
  it.each(Object.keys(plants) as Plant[])("finds %s in every form in which it could be read", (name) => {
    for (const [form, text] of formsOf(plants[name]))
      expect([form, leaksIn(`前面的话 <p>${text}</p> and more`)]).toEqual([form, expect.arrayContaining([name])]);
  });

  it("finds it inside other bytes that were encoded as a whole", () => {
    for (let before = 0; before < 3; before++) {
      const whole = Buffer.from(`${"x".repeat(before)}${plants.mail} and more`);
      expect(leaksIn(whole.toString("base64"))).toContain("mail");
      expect(leaksIn(whole.toString("base64url"))).toContain("mail");
    }
  });

  it("finds nothing in what names nobody", () => {
    expect(
      leaksIn("群组“夜市美食交流群”违反了平台规则，要求成员绕开平台支付定金。 The group broke clause 4.4.1."),
    ).toEqual([]);
  });
});

/** What is wrong, by place. */
const found = (places: Iterable<readonly [string, Uint8Array | string]>, but: readonly Plant[] = []) =>
  [...places].flatMap(([place, text]) => leaksIn(text, but).map((name) => `${place}: ${name}`));

const noticeIds = async () =>
  (await read((tx) => tx.select({ id: notice.id }).from(notice).orderBy(asc(notice.id)))).map(({ id }) => id);

it("no message that left over HTTP, to the platform for the subject or to the system that reported", async () => {
  const bodies = heard.map(({ headers, body }) => [body, `${JSON.stringify(headers)}\n${body}`] as const);
  const types = bodies.map(([body]) => (JSON.parse(body) as { type: string }).type);
  const stored = await read((tx) => tx.$count(outgoing));
  expect(heard).toHaveLength(stored);
  expect(new Set(types)).toEqual(
    new Set(["measure.ordered", "measure.ended", "notice.issued", "report.outcome", "appeal.asked", "appeal.ruled"]),
  );
  expect(stored).toBeGreaterThan(70);
  expect(found(bodies.map(([, all], at) => [`${types[at]} ${at}`, all]))).toEqual([]);
  // The number that its own system gave a report goes back to that system, and nowhere else.
  for (const [body] of bodies) {
    const { type, appeal } = JSON.parse(body) as { type: string; appeal?: { kind: string } };
    const isForReporter = type === "report.outcome" || appeal?.kind === "objection";
    expect([type, isForReporter || !body.includes("world-report-")]).toEqual([type, true]);
  }
});

it("nothing that somebody may type for the subject, when it names who reported: it is refused, by its field", () => {
  expect(kept.map(({ what, fields }) => [what, fields.map(({ pointer }) => pointer)])).toEqual([
    ["texts of notices", ["/texts/warn/zh"]],
    ["a question", ["/text"]],
    ["a ruling", ["/reasons"]],
    ["a question to a reporter", ["/text"]],
    ["a ruling to a reporter", ["/reasons"]],
    ["a list that is brought in", ["/lines/2/facts"]],
    ["an incident", ["/facts"]],
  ]);
  for (const { fields } of kept)
    for (const { reason } of fields)
      expect([reason.zh, reason.en]).toEqual([
        expect.stringMatching(/不得出现举报人/),
        expect.stringMatching(/must not identify a reporter/),
      ]);
});

it("no notice, and nothing that is shown at its address, whatever became of it", async () => {
  const ids = await noticeIds();
  expect(ids.length).toBeGreaterThan(15);
  const places: [string, string][] = [];
  for (const id of ids) {
    const token = noticeToken(id);
    const [text, appeal, owed] = [
      await readNotice(token, after(begun, 20 * day)),
      await readAppeal(token, begun),
      await owedBy(token, after(begun, 20 * day)),
    ];
    expect(text?.text.zh).toMatch(/事实|事由/);
    places.push([`notice ${id}`, JSON.stringify(text)], [`appeal ${id}`, JSON.stringify([appeal, owed])]);
  }
  expect(found(places)).toEqual([]);
});

it("no status of a report, nor the page on which to object to its outcome, but for what its own reporter is told", async () => {
  const { key } = await makeKey(new Date());
  const places: [string, string][] = [];
  const own: [string, string][] = [];
  for (const receipt of world.receipts) {
    const answer = await api().fetch(
      new Request(`http://docket.test/api/v1/reports/${receipt}`, { headers: { authorization: `Bearer ${key}` } }),
    );
    expect(answer.status).toBe(200);
    const page = await readAppeal(receipt, begun);
    const reasons = page?.filed?.reasons ?? "";
    expect(reasons === "" || reasons.includes(plants.name)).toBe(true);
    places.push([`status ${receipt}`, await answer.text()]);
    // What she wrote and attached is hers, and so is what she was told and asked; nothing there is of anybody else.
    own.push([`objection ${receipt}`, JSON.stringify(page)]);
    const filed = { ...page?.filed, reasons: "", dialogue: page?.filed?.dialogue.map(({ side }) => side), files: [] };
    places.push([`objection ${receipt}`, JSON.stringify({ ...page, filed })]);
  }
  expect(places.length).toBeGreaterThan(30);
  expect(found(places)).toEqual([]);
  expect(found(own, ["name", "objection"])).toEqual([]);
  expect(found(own).length).toBeGreaterThan(0);
});

it("nothing that the platform's gate says of whom was measured", async () => {
  const { key } = await makeKey(new Date());
  const places: [string, string][] = [];
  for (const kind of ["accounts", "groups"])
    for (const externalId of world.about) {
      const answer = await api().fetch(
        new Request(`http://docket.test/api/v1/${kind}/${encodeURIComponent(externalId)}/entitlements`, {
          headers: { authorization: `Bearer ${key}` },
        }),
      );
      if (answer.status === 200) places.push([`${kind} ${externalId}`, await answer.text()]);
    }
  expect(places.length).toBeGreaterThan(15);
  expect(found(places)).toEqual([]);
});

it("nothing public in the log: bodies of entries, headers, tiles and checkpoints", async () => {
  await drain(after(begun, 21 * day));
  await signCheckpoint(after(begun, 21 * day));
  const entries = await read((tx) =>
    tx.select({ action: auditEvent.action, body: auditEvent.bodyJson }).from(auditEvent).orderBy(asc(auditEvent.id)),
  );
  expect(entries.length).toBeGreaterThan(150);
  expect(found(entries.map(({ action, body }) => [action, JSON.stringify(body)]))).toEqual([]);
  const tables = ["audit_leaf", "audit_tile", "audit_checkpoint", "audit_head"];
  const rows = await Promise.all(tables.map((table) => sql.unsafe(`select t::text as row from ${table} t`)));
  expect(found(rows.flatMap((each, at) => each.map(({ row }) => [tables[at] as string, String(row)])))).toEqual([]);
  const checkpoint = await api().fetch(new Request("http://docket.test/api/v1/log/checkpoint"));
  expect(found([["checkpoint", await checkpoint.text()]])).toEqual([]);
});

/** The text of a file as people read it, and every piece of it as it is. */
function piecesOf(name: string, bytes: Buffer): [string, Uint8Array | string][] {
  const own: [string, Uint8Array | string][] = [[name, bytes]];
  if (bytes.subarray(0, 2).toString("latin1") === "PK")
    for (const [inside, content] of Object.entries(unzipSync(bytes)))
      own.push(...piecesOf(`${name}/${inside}`, Buffer.from(content)));
  if (bytes.subarray(0, 5).toString("latin1") === "%PDF-") {
    const file = path.join(folder, "filing.pdf");
    writeFileSync(file, bytes);
    own.push([`${name} as text`, execFileSync("pdftotext", [file, "-"], { encoding: "utf8" })]);
  }
  return own;
}

it("no file of a filing over all of it, its bundle included", async () => {
  const prepares = await makePerson(["compliance_officer"], "苏敏", drawn);
  const seals = await makePerson(["compliance_officer"], "方正", drawn);
  const letter = {
    specification: "disposition",
    periodStart: "2026-10-01",
    periodEnd: "2026-11-01",
    provider: "星渡网络科技有限公司",
    office: "省互联网信息办公室",
    letterNumber: "星渡函〔2026〕17号",
  } as const;
  const draw = () => draftFiling(prepares, letter, drawn);
  // The first try closes the period, and its entry has to reach the log.
  await draw().catch(() => undefined);
  await drain(drawn);
  const { number } = await draw();
  const { version } = await checkFiling(prepares, { number, version: 1, waivers }, drawn);
  await sealFiling(seals, { number, version }, drawn);
  await drain(drawn);
  const places: [string, Uint8Array | string][] = [];
  for (const kind of fileKinds) places.push(...piecesOf(kind, await joined((await getFile(number, kind)).pieces)));
  places.push(...piecesOf("bundle", await bundleOf(number, drawn)));
  expect(places.length).toBeGreaterThan(30);
  expect(places.some(([place, text]) => place === "pdf as text" && String(text).includes("省互联网信息办公室"))).toBe(
    true,
  );
  expect(found(places)).toEqual([]);
}, 60_000);

it("no package for an authority, unless who reported goes along for a reason", async () => {
  const officers = [
    await makePerson(["compliance_officer"], "苏敏", drawn),
    await makePerson(["compliance_officer"], "方正", drawn),
  ] as const;
  const reported = await world.report(world.next("account"), begun);
  const packed = async (given: Parameters<typeof sealed>[2]) => {
    const number = await sealed(officers, reported.found, given, drawn);
    return piecesOf("package", (await downloadPackage(officers[0], { number }, drawn)).bytes);
  };
  expect(found(await packed({ parts: ["registry", "identity", "decisions", "log"] }))).toEqual([]);
  // What reporters wrote holds whatever they wrote of themselves; who they are stays out of it.
  const written: Plant[] = ["name", "phrase", "otherPhrase", "officer", "office", "letter"];
  expect(found(await packed({ parts: ["registry", "reports"] }), written)).toEqual([]);
  const whole = await packed({ parts: ["registry", "reports", "reporters"], reporterReason: "侦查需要询问举报人。" });
  const told = new Set(whole.flatMap(([, text]) => leaksIn(text)));
  expect([...told]).toEqual(expect.arrayContaining(["id", "name", "mail", "wechat", "phrase", "officer"]));
}, 60_000);

it("although all of it is there: sealed with the reports, and in what staff wrote for each other", async () => {
  const told = await read(async (tx) => {
    const reports = await tx.select().from(report);
    const opened = await openMany(
      tx,
      reports.flatMap(({ id, about, reporter, description }) =>
        Object.entries({ reporter, description }).flatMap(([name, sealed]) =>
          sealed?.length ? [{ about, purpose: `report:${id}:${name}`, sealed }] : [],
        ),
      ),
    );
    const decisions = await tx.select().from(decision);
    const written = await Promise.all(decisions.map((row) => textsOf(tx, row)));
    return { reports: opened.join(" "), decisions: JSON.stringify(written.map(({ reasoning }) => reasoning)) };
  });
  const byReports: Plant[] = ["id", "name", "mail", "phrase", "otherId", "wechat", "otherPhrase", "officeContact"];
  expect(leaksIn(told.reports)).toEqual(expect.arrayContaining([...byReports, "officer", "matrixId"]));
  expect(leaksIn(told.decisions)).toEqual(expect.arrayContaining(["id", "name", "mail", "wechat", "office"]));
  const [row] = await sql<{ all: string }[]>`
    select concat(regulator_office, regulator_letter) as all from report where regulator_office is not null limit 1`;
  expect(leaksIn(row?.all ?? "").sort()).toEqual(["letter", "office"]);
});
