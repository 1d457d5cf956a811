import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import postgres from "postgres";
import { runningEmbedded } from "../db/embedded";
import { kill, wholeDocket } from "./world/whole";

const dataDir = path.join(tmpdir(), `docket-kills-${process.pid}`);
const docket = wholeDocket(dataDir, 31_000 + (process.pid % 10_000));
const kills = 10;
const clients = 6;

test.describe.configure({ timeout: 240_000 });
test.afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const operator = (...words: string[]) => {
  const run = spawnSync(process.execPath, ["bin/run.mjs", "bin/docket.ts", ...words], {
    env: docket.environment(),
    encoding: "utf8",
  });
  return { code: run.status, said: `${run.stdout}${run.stderr}` };
};

test("Whatever is killed under load, every answered report is there, and nothing is half there", async () => {
  const started = docket.start();
  await docket.served(started);
  const made = operator("key", "create", "--name", "load", "--scope", "reports:write", "--source", "in_app");
  const key = /\b(dk_)?[A-Za-z0-9_-]{32,}\b/.exec(made.said)?.[0];
  expect(key, made.said).toBeTruthy();

  const answered = new Map<string, { reportId: string; receipt: string }>();
  const asked = new Set<string>();
  let isOver = false;
  const client = async (name: number) => {
    for (let turn = 0; !isOver; turn++) {
      const externalId = `load-${name}-${turn}`;
      asked.add(externalId);
      const body = JSON.stringify({
        externalId,
        subject: { type: "account", externalId: `somebody-${(name * 7 + turn) % 40}` },
        category: "spam_advertising",
        source: "in_app",
        description: "一天发几十条广告。",
        evidence: [{ kind: "text", role: "reported", text: "全场五折，最后一天。" }],
      });
      const answer = await fetch(`${docket.url}/api/v1/reports`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body,
        signal: AbortSignal.timeout(10_000),
      }).catch(() => null);
      const said = answer?.status === 202 ? await answer.json().catch(() => null) : null;
      if (said) answered.set(externalId, said);
    }
  };
  const load = Promise.all(Array.from({ length: clients }, (_, name) => client(name)));

  for (let round = 0; round < kills; round++) {
    const before = answered.size;
    await expect.poll(() => answered.size, { timeout: 60_000, message: "answers come" }).toBeGreaterThan(before + 20);
    const [web, worker] = docket.marksOfChildren();
    kill([web, docket.postmaster(), worker][round % 3]);
  }
  const before = answered.size;
  await expect
    .poll(() => answered.size, { timeout: 60_000, message: "answers come again" })
    .toBeGreaterThan(before + 20);
  isOver = true;
  await load;
  await expect.poll(docket.isReady, { timeout: 60_000 }).toBe(true);

  const urls = runningEmbedded(dataDir);
  if (!urls) throw new Error("the database is not running");
  const sql = postgres(urls.ownerUrl, { max: 1 });
  try {
    const stored = await sql<{ id: string; external_id: string }[]>`select id, external_id from report`;
    const byExternalId = new Map(stored.map((row) => [row.external_id, row.id]));
    expect(byExternalId.size).toBe(stored.length);
    for (const [externalId, { reportId }] of answered) expect(byExternalId.get(externalId)).toBe(reportId);
    for (const { external_id } of stored) expect(asked).toContain(external_id);
    const [halves] = await sql<{ count: number }[]>`
      select count(*)::int as count from report r
      where not exists (select from audit_event e where e.id = r.event_id)
        or not exists (select from evidence e where e.report_id = r.id)
        or not exists (select from docket_case c where c.id = r.case_id)`;
    expect(halves?.count).toBe(0);
    const [counted] = await sql<{ wrong: number }[]>`
      select count(*)::int as wrong from docket_case c
      where c.report_count <> (select count(*) from report r where r.case_id = c.id and not r.duplicate)
        and c.report_count <> (select count(*) from report r where r.case_id = c.id)`;
    expect(counted?.wrong).toBe(0);
    await expect
      .poll(async () => (await sql<{ count: number }[]>`select count(*)::int as count from audit_pending`)[0]?.count, {
        timeout: 30_000,
      })
      .toBe(0);
  } finally {
    await sql.end();
  }
  const verified = operator("audit", "verify");
  expect(verified.code, verified.said).toBe(0);
  started.process.kill("SIGTERM");
  await once(started.process, "exit");
});
