import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditEvent, measure } from "../../db/schema";
import { xlsxRows } from "../filings/testing/stated";
import type { StaffActor } from "../kernel/actor";
import { day, after as later } from "../kernel/calendar";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { fillTables } from "../testing/plan";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { type LedgerFilter, LedgerInput } from "./contract";
import { exportLedger } from "./service/export";
import { listMeasures } from "./service/ledger";

const urls = useDatabase();
const now = testNow();
const rows = 2_345;
const id = (of: string) => `('00000000-0000-7000-8000-' || lpad(to_hex(${of}), 12, '0'))::uuid`;
let compliance: StaffActor;
let folder: string;

/** More rows than any page or batch, several at the same instant; some names are formulas. */
beforeAll(async () => {
  await publishDefault(now);
  compliance = await makePerson(["compliance_officer"], "王珺", now);
  folder = mkdtempSync(path.join(tmpdir(), "docket-ledger-test-"));
  await fillTables(
    urls().superUrl,
    ["docket_case", "decision", "measure"],
    `
    insert into docket_case (id, subject_kind, subject_id, subject_name, subject_code, grams, state, round, queue,
      severity, source, priority, priority_terms, report_count, reporter_count, opened_at, due_at, version)
    select ${id("n")}, 'group', ${id("n")}, '群' || n, 'G-' || n, '{}', 'decided', 1, 'general', 1,
      case when n % 2 = 0 then 'in_app' else 'regulator' end, 1, '{}', 1, 1, now(), now(), 1
    from generate_series(1, ${rows}) n;
    insert into decision (id, case_id, case_number, round, subject_kind, subject_id, state, finding, policy_number, clauses,
      severity, facts, evidence, deviates, severe, proposed, proposed_by, proposed_at, effective_at, version, event_id)
    select ${id("n")}, ${id("n")}, n, 1, 'group', ${id("n")}, 'effective', 'violates', 1, '{fraud_fake_trade}', 1, '',
      json_build_array(json_build_object('id', n, 'sha256', lpad(to_hex(n), 64, '0'), 'finding', 'violates')), false,
      false, '[]', ${id("1")}, now(), now(), 1, ${id("n")}
    from generate_series(1, ${rows}) n;
    insert into measure (id, decision_id, case_id, key, subject_kind, subject_id, subject_name, subject_code, standing,
      parameters, grounds, from_at, until_at, state, delivery, version, entered_at, event_id)
    select ${id("n")}, ${id("n")}, ${id("n")}, case when n % 3 = 0 then 'lower_credit' else 'suspend_posting' end,
      case when n % 3 = 0 then 'account' else 'group' end, ${id("n")},
      case when n % 5 = 0 then '=HYPERLINK("http://x","y")' when n % 7 = 0 then '' else '夜市，"美食"群' || n end,
      'G-' || n, 'subject', case when n % 3 = 0 then '{"from": "C", "to": "D", "base": "C"}'::jsonb else '{}'::jsonb end,
      '{"legal": [{"law": "互联网群组信息服务管理规定", "version": "2017", "article": 11, "paragraph": 1}]}'::jsonb
        || case when n = 33 then '{"incident": 4, "authority": {"office": "示例机关", "number": "示〔2026〕7 号"}}'::jsonb
           else '{}'::jsonb end,
      timestamptz '2026-11-01 08:00+08', timestamptz '2026-11-08 08:00:01+08',
      case when n % 4 = 0 then 'expired' else 'in_force' end, 'executed', 1,
      timestamptz '2026-11-01 00:00+08' + (n / 100) * interval '1 day', ${id("n")}
    from generate_series(1, ${rows}) n;`,
  );
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function bytesOf({ file }: Awaited<ReturnType<typeof exportLedger>>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of file.stream()) pieces.push(piece);
  return Buffer.concat(pieces);
}

const inCsv = (bytes: Buffer) => parse(bytes, { bom: true, columns: true }) as Record<string, string>[];

/** The ids that a person sees who turns every page of the list. */
async function listed(filter: LedgerFilter): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listMeasures(LedgerInput.parse({ ...filter, cursor, limit: 200 }), later(now, day));
    ids.push(...page.rows.map((row) => row.id));
    if (page.next === null) return ids;
    cursor = page.next;
  }
}

const filters: Readonly<Record<string, readonly [LedgerFilter, number]>> = {
  nothing: [{}, rows],
  "a kind and a state": [{ key: "lower_credit", state: "expired" }, 195],
  "a kind of subject": [{ subjectKind: "account" }, 781],
  "a code": [{ code: "G-77" }, 1],
  "a period, both days included": [{ from: "2026-11-03", through: "2026-11-04" }, 200],
  "what nobody has": [{ code: "G-none" }, 0],
};

describe("an export of the ledger (defects 16 and 22)", () => {
  it.each(Object.keys(filters))("by %s holds exactly the rows of the list, in its order", async (name) => {
    const [filter, count] = filters[name] as (typeof filters)[string];
    const made = await exportLedger(compliance, filter, "csv", "en", now);
    const lines = inCsv(await bytesOf(made));
    expect(lines.map((line) => line["Measure id"])).toEqual(await listed(filter));
    expect([lines.length, made.rows]).toEqual([count, count]);
  });

  it("says of a row what the screen says, in the language of whoever takes it", async () => {
    const [en, zh] = await Promise.all(
      (["en", "zh-CN"] as const).map(async (language) => {
        const made = await exportLedger(compliance, { code: "G-33" }, "csv", language, now);
        return inCsv(await bytesOf(made))[0];
      }),
    );
    expect(en).toMatchObject({
      Case: "C-000033",
      Origin: "regulator",
      Measure: "Lower credit",
      Parameters: "C → D",
      Subject: '夜市，"美食"群33',
      "Until (Beijing time)": "2026-11-08 08:00:01",
      State: "In force",
      Execution: "Executed",
      Clauses: expect.stringMatching(/^4\.2\.1 /),
      "Legal grounds":
        "Provisions on the Administration of Internet Group Information Services (2017), art. 11, para. 1",
      "Order of an authority": "示例机关 示〔2026〕7 号",
      Incident: "I-0004",
      "Evidence (SHA-256)": `${"0".repeat(62)}21`,
    });
    expect(zh).toMatchObject({ 措施: "降低信用等级", 状态: "生效中", 来源: expect.any(String) });
    expect(Object.keys(zh ?? {})).toHaveLength(Object.keys(en ?? {}).length);
  });

  it("defuses formulas, and names nobody who was erased", async () => {
    const lines = inCsv(await bytesOf(await exportLedger(compliance, {}, "csv", "en", now)));
    const named = (code: string) => lines.find((line) => line.Code === code)?.Subject;
    expect([named("G-5"), named("G-7")]).toEqual([`'=HYPERLINK("http://x","y")`, "erased"]);
    expect(lines.flatMap((line) => Object.values(line)).filter((cell) => /^[=+\-@\t\r\n]/.test(cell))).toEqual([]);
  });

  it("as a workbook, opened by LibreOffice, holds the same cells", async () => {
    const filter = { subjectKind: "account" } as const;
    const [csv, xlsx] = [
      await bytesOf(await exportLedger(compliance, filter, "csv", "zh-CN", now)),
      await bytesOf(await exportLedger(compliance, filter, "xlsx", "zh-CN", now)),
    ];
    const file = path.join(folder, "ledger.xlsx");
    writeFileSync(file, xlsx);
    expect(xlsxRows(file, folder)).toEqual(parse(csv, { bom: true }));
  }, 90_000);

  it("is in the log: who took which rows, how many, and the hash of the file", async () => {
    const filter = { state: "expired", from: "2026-11-03" } as const;
    const made = await exportLedger(compliance, filter, "xlsx", "en", later(now, day));
    const bytes = await bytesOf(made);
    const [entry] = await read((tx) =>
      tx
        .select({ body: auditEvent.bodyJson })
        .from(auditEvent)
        .where(and(eq(auditEvent.action, "disclosure.ledger_exported"), eq(auditEvent.occurredAt, later(now, day)))),
    );
    expect(entry?.body).toMatchObject({
      actor: `staff:${compliance.id}`,
      pub: { format: "xlsx", filter, rows: made.rows, sha256: createHash("sha256").update(bytes).digest("hex") },
    });
    expect(made.name).toBe("measures-2026-11-23.xlsx");
  });

  it("makes no more than two at a time in one process, and none is left open", async () => {
    const asked = [1, 2, 3].map(() => exportLedger(compliance, {}, "csv", "en", now));
    const third = await refusalOf(asked[2] as Promise<unknown>);
    expect(third).toMatchObject({ code: "exports.busy", status: 429 });
    for (const each of await Promise.all(asked.slice(0, 2))) await each.file.close();
    await (await exportLedger(compliance, { code: "G-1" }, "csv", "en", now)).file.close();
  });
});

it("keeps every measure as it was: an export is a reading", async () => {
  expect(await read((tx) => tx.$count(measure))).toBe(rows);
});
