import { unzipSync } from "fflate";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LogBroken } from "../../audit/failure";
import { createKey } from "../../audit/keys";
import { signCheckpoint } from "../../audit/sign";
import { resumeLog, stopLog } from "../../audit/stop";
import type { OperatorActor } from "../../kernel/actor";
import { fromIsoDay, hour, minute, after as plus } from "../../kernel/calendar";
import { useDatabase } from "../../testing/database";
import { closeMonths, closePeriod } from "../period";
import { checkFiling, sealFiling } from "../service";
import * as office from "../testing/office";
import { openBundle } from "./open";

const urls = useDatabase();
const by: OperatorActor = { kind: "operator", command: "test" };
const september = plus(fromIsoDay("2026-09-20"), 10 * hour);
const october = plus(fromIsoDay("2026-10-10"), 10 * hour);
const november = plus(fromIsoDay("2026-11-05"), 10 * hour);
let superuser: postgres.Sql;
let vkey: string;
let at: office.Office;

const { bundleOf, code, drain, found, waivers } = office;
const verified = (bytes: Uint8Array) => office.verified(bytes, vkey);

beforeAll(async () => {
  superuser = postgres(urls().superUrl, { max: 2, onnotice: () => undefined });
  at = await office.openOffice(september);
  await at.suspend(september);
  await drain(september);
  await at.suspend(october);
  await at.suspend(october);
  await drain(october);
});
afterAll(() => superuser.end({ timeout: 2 }));

describe("before the log was ever signed", () => {
  it("nothing is drawn, and the operator is told", async () => {
    expect(await code(at.draft("2026-09-01", "2026-10-01", november))).toBe("filings.never-signed");
    vkey = await createKey(by, october);
    await drain(october);
  });
});

describe("closing periods", () => {
  it("closes each month that is over, once, however many workers ask", async () => {
    expect(await closeMonths(plus(fromIsoDay("2026-10-01"), -minute))).toBe(0);
    const asked = await Promise.all([closeMonths(november), closeMonths(november), closeMonths(november)]);
    expect(asked.reduce((sum, count) => sum + count)).toBe(2);
    expect(await closeMonths(november)).toBe(0);
    const entries = await superuser<{ id: string; pub: { range: object; totals: Record<string, number> } }[]>`
      select subject_id as id, body_json -> 'pub' as pub from audit_event where action = 'period.closed' order by 1`;
    expect(entries.map(({ id }) => id)).toEqual([
      "disposition.2026-09-01.2026-10-01",
      "disposition.2026-10-01.2026-11-01",
    ]);
    expect(entries[1]?.pub.totals).toMatchObject({ report: 2, decision: 2, measure: 2 });
    await drain(november);
  });
});

describe("the bundle of a sealed filing", () => {
  let first: string;
  let second: string;

  it("passes every step of the verifier, the measures before its period and the closing of it included", async () => {
    first = await at.sealNew("2026-10-01", "2026-11-01", november);
    const report = await verified(await bundleOf(first, november));
    expect(found(report)).toEqual([]);
    expect(report).toMatchObject({
      ok: true,
      summary: { filing: first, previous: null, figures: { received: 2, measures: 2 } },
    });
  });

  it("proves that the next one goes on from it, and that its own leaves are where they were", async () => {
    const later = plus(november, 5 * minute);
    await at.suspend(later);
    await drain(later);
    second = await at.sealNew("2026-09-01", "2026-10-01", plus(later, minute));
    const report = await verified(await bundleOf(second, plus(later, minute)));
    expect(found(report)).toEqual([]);
    expect(report.summary).toMatchObject({ previous: first, figures: { measures: 1 } });
  });

  it("is the same bytes whenever it is asked for, and shows of other matters only headers", async () => {
    const later = plus(november, hour);
    const bytes = await bundleOf(first, november);
    await drain(later);
    await signCheckpoint(later);
    expect(Buffer.from(await bundleOf(first, later)).equals(Buffer.from(bytes))).toBe(true);
    const lines = Buffer.from(unzipSync(bytes)["leaves.ndjson"] as Uint8Array).toString("utf8");
    const opened = lines.split("\n").filter((line) => line.includes('"body"'));
    expect(opened.length).toBeGreaterThan(5);
    for (const line of opened) expect(line).toMatch(/"kind":"(report|case|decision|measure|notice|period)","log"/);
    expect(lines).toContain('"priv":');
    expect(lines).not.toContain("要求成员绕开平台支付定金");
  });

  it("is the same, and still verifies, when every sealed value of the log is erased", async () => {
    const bytes = await bundleOf(first, november);
    const [{ sealed = 0 } = {}] = await superuser<{ sealed: number }[]>`
      select count(*)::int as sealed from audit_private_field`;
    expect(sealed).toBeGreaterThan(0);
    await superuser.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`delete from audit_private_field`;
    });
    const erased = await bundleOf(first, november);
    expect(Buffer.from(erased).equals(Buffer.from(bytes))).toBe(true);
    expect((await verified(erased)).ok).toBe(true);
  });

  it("names what a superuser altered in the database since", async () => {
    const [leaf] = await superuser<{ index: string; id: string }[]>`
      select l.index::text, e.id from audit_leaf l join audit_event e on e.id = l.event_id
      where e.action = 'decision.taken' and e.occurred_at >= ${october} order by l.index limit 1`;
    const alter = (from: string, to: string) =>
      superuser.begin(async (tx) => {
        await tx`set local session_replication_role = replica`;
        await tx`update audit_event set body = convert_to(replace(convert_from(body, 'UTF8'), ${from}, ${to}), 'UTF8')
          where id = ${leaf?.id as string}`;
      });
    await alter('"finding":"violates"', '"finding":"does_not"');
    expect(found(await verified(await bundleOf(first, november)))).toEqual(
      expect.arrayContaining([`body_commitment_wrong leaf ${leaf?.index}`, "figure_altered figure noViolation"]),
    );
    await alter('"finding":"does_not"', '"finding":"violates"');
    expect(found(await verified(await bundleOf(first, november)))).toEqual([]);
  });
});

describe("a filing is refused", () => {
  it("while the log has nothing from after the period: closing it is what lets it be drawn", async () => {
    const later = fromIsoDay("2026-11-20");
    expect(await code(at.draft("2026-11-10", "2026-11-15", later))).toBe("filings.log-behind");
    expect(await code(at.draft("2026-11-10", "2026-11-15", later))).toBe("filings.unsequenced");
    await drain(later);
    expect(await closePeriod({ start: fromIsoDay("2026-11-10"), end: fromIsoDay("2026-11-15") }, later)).toBe(false);
    expect(await code(at.draft("2026-11-10", "2026-11-15", later))).toBeNull();
    await drain(later);
  });

  it("a seal, where no checkpoint was signed at its as-of size", async () => {
    const later = plus(fromIsoDay("2026-11-21"), hour);
    const { number } = await at.draft("2026-11-01", "2026-11-05", later);
    await drain(later);
    const { version } = await checkFiling(at.prepares, { number, version: 1, waivers }, later);
    await superuser.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update audit_checkpoint set root = decode(repeat('00', 32), 'hex')
        where size = (select as_of_size from filing where number = ${number})`;
    });
    await drain(later);
    expect(await code(sealFiling(at.seals, { number, version }, later))).toBe("filings.not-signed");
    expect(await code(openBundle(number, later))).toBe("filings.bundle-none");
  });

  it("a seal and a draft, while the log stands still", async () => {
    const later = fromIsoDay("2026-11-22");
    const { number } = await at.draft("2026-11-01", "2026-11-06", later);
    const { version } = await checkFiling(at.prepares, { number, version: 1, waivers }, later);
    await drain(later);
    await stopLog(by, new LogBroken("log_rewritten", "7"), later);
    expect(await code(sealFiling(at.seals, { number, version }, later))).toBe("audit.stopped");
    expect(await code(at.draft("2026-11-01", "2026-11-06", later))).toBe("audit.stopped");
    await resumeLog(by, later);
    await drain(later);
    expect(await code(sealFiling(at.seals, { number, version }, later))).toBeNull();
    expect(await code(openBundle(number, later))).toBe("filings.bundle-wait");
    const asked = code(openBundle(number, later, 20_000));
    await drain(later);
    expect(await asked).toBeNull();
    expect(found(await verified(await bundleOf(number, later)))).toEqual([]);
  });
});

it("shows every header behind the last measure where the period has none, which no counter could tell", async () => {
  const later = fromIsoDay("2026-11-23");
  const bytes = await bundleOf(await at.sealNew("2026-11-10", "2026-11-15", later), later);
  expect(found(await verified(bytes))).toEqual([]);
  const rows = Buffer.from(unzipSync(bytes)["leaves.ndjson"] as Uint8Array).toString("utf8");
  expect(rows).toContain('"node"');
  expect(rows.slice(rows.lastIndexOf('"kind":"measure"'))).not.toContain('"node"');
});
