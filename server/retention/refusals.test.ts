import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKey } from "../audit/keys";
import { verifyLog } from "../audit/verify";
import type { NewReport } from "../cases/receive-contract";
import { receiveReports } from "../cases/service/receive";
import { relay } from "../delivery/service/relay";
import { decide } from "../enforcement/service/decide";
import { expireMeasures } from "../enforcement/service/end";
import { draftFiling } from "../filings/service";
import type { StaffActor } from "../kernel/actor";
import { day, hour, after as plus } from "../kernel/calendar";
import { newId } from "../kernel/id";
import { read } from "../read";
import type { Subject } from "../registry/contract";
import { listAccounts } from "../registry/service/list";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, onSubject, reportedCase, subjectNamed } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { operator, publishDefault } from "../testing/reports";
import { transact } from "../transact";
import { confirmErasure } from "./service/erase";
import { liftLegalHold, placeLegalHold, revealHold } from "./service/hold";
import { proposeErasure, returnErasure } from "./service/propose";
import { standingOf } from "./service/standing";
import { stopIntake } from "./store";
import { drain } from "./testing/world";

const urls = useDatabase();
const now = testNow();
/** When the records of `now` need not be kept any more. */
const later = plus(now, 4 * 365 * day);
let superuser: postgres.Sql;
let moderator: StaffActor;
let proposes: StaffActor;
let confirms: StaffActor;
let made = 0;

beforeAll(async () => {
  superuser = postgres(urls().superUrl, { max: 4, onnotice: () => undefined });
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  proposes = await makePerson(["compliance_officer"], "苏敏", now);
  confirms = await makePerson(["compliance_officer"], "方正", now);
});
afterAll(() => superuser.end({ timeout: 2 }));

const evidenceBy = (authorExternalId: string, text = "先付定金"): NonNullable<NewReport["evidence"]> => [
  { kind: "text", role: "reported", messageExternalId: `$${newId(now)}`, authorExternalId, text },
];
const aboutHer = (externalId: string): Pick<NewReport, "subject" | "evidence"> => ({
  subject: { type: "account", externalId },
  evidence: evidenceBy(externalId),
});
/** An account whose one case was decided without a measure. */
async function decidedAbout(): Promise<Subject> {
  const externalId = `person-${++made}`;
  const found = await reportedCase({ ...aboutHer(externalId), reporter: { externalId: "zhou" } }, now);
  await decide(moderator, await claimed(moderator, found, { finding: "does_not" }, now), now);
  await superuser`update webhook_delivery set state = 'delivered'`;
  return subjectNamed("account", externalId);
}
const ask = async (accountId: string, at = later) =>
  proposeErasure(proposes, { kind: "account", id: accountId, ground: "retention_over" }, at);
const codeOf = async (work: Promise<unknown>) => (await refusalOf(work))?.code ?? null;

describe("an account is not erased", () => {
  it("that is unknown, nor a proposal that is not there", async () => {
    expect(await codeOf(ask(newId(now)))).toBe("retention.missing");
    expect(await codeOf(confirmErasure(confirms, { erasureId: newId(now) }, later))).toBe("retention.missing_proposal");
    expect(await codeOf(returnErasure(confirms, { erasureId: newId(now) }, later))).toBe("retention.missing_proposal");
  });

  it("while its records have to be kept", async () => {
    const { id } = await decidedAbout();
    const standing = await standingOf(proposes, { kind: "account", id }, now);
    expect(standing.whyNotPropose?.en).toContain("2029-11-22");
    expect(await codeOf(ask(id, plus(standing.keptUntil as Date, -1)))).toBe("retention.retained");
    expect(await codeOf(ask(id, standing.keptUntil as Date))).toBeNull();
  });

  it("while a case about it is open, nor while one that is about others holds its words", async () => {
    const open = await reportedCase(aboutHer(`person-${++made}`), now);
    expect(await codeOf(ask(open.subjectId))).toBe("retention.open_case");
    const writer = `person-${++made}`;
    const other = await reportedCase(
      { subject: { type: "group", externalId: "g-open" }, evidence: evidenceBy(writer) },
      now,
    );
    expect(await codeOf(ask((await subjectNamed("account", writer)).id))).toBe("retention.open_case");
    await decide(moderator, await claimed(moderator, other, { finding: "does_not" }, now), now);
    expect(await codeOf(ask((await subjectNamed("account", writer)).id, now))).toBe("retention.retained");
  });

  it("while a measure on it is in force", async () => {
    const found = await reportedCase(aboutHer(`person-${++made}`), now);
    const input = await claimed(moderator, found, { measures: [onSubject(found, "suspend_posting", 3)] }, now);
    await decide(moderator, input, now);
    expect(await codeOf(ask(found.subjectId))).toBe("retention.measure_in_force");
    await expireMeasures(plus(now, 4 * day));
    await relay(plus(now, 4 * day));
    await superuser`update webhook_delivery set state = 'delivered'`;
    expect(await codeOf(ask(found.subjectId))).toBeNull();
  });

  it("under legal hold, whoever placed it, until every hold is lifted", async () => {
    const { id } = await decidedAbout();
    const reason = "法院调取王某案证据";
    const one = await placeLegalHold(proposes, { kind: "account", id, reason }, later);
    const two = await placeLegalHold(confirms, { kind: "account", id, reason: "民事诉讼" }, later);
    expect(await codeOf(ask(id))).toBe("retention.held");
    await liftLegalHold(confirms, { holdId: one.holdId, reason: "已调取完毕" }, later);
    expect(await codeOf(ask(id))).toBe("retention.held");
    expect(await codeOf(liftLegalHold(confirms, { holdId: one.holdId, reason: "已调取完毕" }, later))).toBe(
      "retention.lifted",
    );
    const told = await revealHold(confirms, { holdId: one.holdId, reason: "核对保全范围" }, later);
    expect(told).toEqual({ value: reason });
    await liftLegalHold(proposes, { holdId: two.holdId, reason: "诉讼终结" }, later);
    const { erasureId } = await ask(id);
    // Placed between the two people's acts, it still counts.
    const three = await placeLegalHold(proposes, { kind: "account", id, reason: "新的调取" }, later);
    expect(await codeOf(confirmErasure(confirms, { erasureId }, later))).toBe("retention.held");
    await liftLegalHold(proposes, { holdId: three.holdId, reason: "撤回" }, later);
    await confirmErasure(confirms, { erasureId }, later);
    expect(await codeOf(revealHold(confirms, { holdId: one.holdId, reason: "再看一次" }, later))).toBe(
      "retention.reason_erased",
    );
    expect(await codeOf(placeLegalHold(confirms, { kind: "account", id, reason: "太迟了的保全" }, later))).toBe(
      "retention.erased",
    );
    const entries = await superuser<{ action: string; version: number }[]>`
      select action, subject_version as version from audit_event
      where kind = 'privacy' and subject_id = ${id} order by subject_version`;
    expect(entries.map(({ version }) => version)).toEqual(entries.map((_, at) => at + 1));
    expect(entries.map(({ action }) => action.slice(8))).toEqual([
      "hold_placed",
      "hold_placed",
      "hold_lifted",
      "hold_lifted",
      "erasure_proposed",
      "hold_placed",
      "hold_lifted",
      "erased",
    ]);
  });

  it("twice: a second confirmation and a new proposal are refused, and nothing more is written", async () => {
    const { id } = await decidedAbout();
    const { erasureId } = await ask(id);
    expect(await codeOf(ask(id))).toBe("retention.proposed");
    const both = await Promise.all([1, 2].map(() => codeOf(confirmErasure(confirms, { erasureId }, later))));
    expect(both.sort()).toEqual(["retention.erased", null].sort());
    expect(await codeOf(ask(id))).toBe("retention.erased");
    const [row] =
      await superuser`select count(*)::int as n from audit_event where action = 'privacy.erased' and subject_id = ${id}`;
    expect(row?.n).toBe(1);
  });

  it("after a no, or after a week without an answer", async () => {
    const { id } = await decidedAbout();
    const one = await ask(id);
    await returnErasure(proposes, one, later);
    expect(await codeOf(confirmErasure(confirms, one, later))).toBe("retention.settled");
    const two = await ask(id);
    const tooLate = plus(later, 7 * day);
    expect(await codeOf(confirmErasure(confirms, two, tooLate))).toBe("retention.lapsed");
    const three = await ask(id, tooLate);
    expect(await codeOf(confirmErasure(confirms, two, tooLate))).toBe("retention.settled");
    await confirmErasure(confirms, three, tooLate);
  });
});

describe("while reports come in", () => {
  const lock = "hashtextextended(current_schema() || '.privacy_erase', 0)";
  const waiting = async (many: number) => {
    for (let tried = 0; ; tried++) {
      const [row] = await superuser<{ n: number }[]>`
        select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted
          and database = (select oid from pg_database where datname = current_database())`;
      if (row && row.n >= many) return;
      if (tried > 5_000) throw new Error("nobody came to wait for the lock");
    }
  };
  /** Holds everybody up; `first` comes to wait, then `second`; then both go on, in that order. */
  async function inOrder(first: () => Promise<unknown>, second: () => Promise<unknown>) {
    const held = await superuser.reserve();
    await held.unsafe("begin");
    await held.unsafe(`select pg_advisory_xact_lock(${lock})`);
    const one = first();
    await waiting(1);
    const two = second();
    await waiting(2);
    await held.unsafe("commit");
    held.release();
    return Promise.all([one, two]);
  }
  const incoming = (externalId: string) => () =>
    receiveReports(
      operator,
      [
        { source: "in_app", ...aboutHer(externalId), description: "又来了" },
        {
          source: "in_app",
          subject: { type: "group", externalId: `g-${externalId}` },
          description: "群里有人卖号",
          reporter: { externalId, contact: "me@example.test" },
        },
      ],
      later,
    );

  it("nothing keeps them waiting for long: no lock that comes after theirs is waited for without an end", async () => {
    let limits: unknown[] = [];
    const asked = transact(operator, later, async (tx) => {
      await stopIntake(tx);
      limits = [...(await tx.execute(sql`show lock_timeout`))];
    });
    await expect(asked).rejects.toThrow("without an audit entry");
    expect(limits).toEqual([{ lock_timeout: "5s" }]);
  });

  it("a report that was first keeps the account: its case is open now", async () => {
    const { id, externalId } = await decidedAbout();
    const { erasureId } = await ask(id);
    const [received, refused] = await inOrder(incoming(externalId), () =>
      codeOf(confirmErasure(confirms, { erasureId }, later)),
    );
    expect(received).toMatchObject([{ ok: true }, { ok: true }]);
    expect(refused).toBe("retention.open_case");
  });

  it("a report that comes second is about somebody new, and can be read", async () => {
    const { id, externalId, code } = await decidedAbout();
    // She reported something before, so that her reporter's key exists.
    await receiveReports(
      operator,
      [
        {
          source: "in_app",
          subject: { type: "group", externalId: "g-old" },
          description: "旧举报",
          reporter: { externalId },
        },
      ],
      now,
    );
    const { erasureId } = await ask(id);
    const [refused, received] = await inOrder(
      () => codeOf(confirmErasure(confirms, { erasureId }, later)),
      incoming(externalId),
    );
    expect(refused).toBeNull();
    expect(received).toMatchObject([{ ok: true }, { ok: true }]);
    const fresh = await subjectNamed("account", externalId);
    expect(fresh.id).not.toBe(id);
    expect(fresh.code).not.toBe(code);
    const unreadable = await superuser`
      select r.id from report r left join privacy_key k on k.about = r.about
      where k.wrapped is null and r.description is not null`;
    expect(unreadable).toEqual([]);
    const [evidence] = await superuser<{ n: number }[]>`
      select count(*)::int as n from evidence e join privacy_key k on k.about = e.about
      where e.about = ${`account:${fresh.id}`} and k.wrapped is not null and octet_length(e.text) > 0`;
    expect(evidence?.n).toBe(1);
    const [left] = await superuser<{ n: number }[]>`
      select count(*)::int as n from docket_case where subject_id = ${id} and (subject_name <> '' or state <> 'decided')`;
    expect(left?.n).toBe(0);
    expect((await listAccounts({ text: externalId, limit: 50 })).rows).toMatchObject([{ id: fresh.id }]);
    await drain(later);
    expect(await read(() => verifyLog())).toMatchObject({ ok: true });
  });
});

describe("a filing that is not sealed", () => {
  it("keeps whom its ledger names", async () => {
    await createKey(operator, now);
    const found = await reportedCase(aboutHer(`person-${++made}`), now);
    const input = await claimed(moderator, found, { measures: [onSubject(found, "suspend_posting", 1)] }, now);
    await decide(moderator, input, now);
    await expireMeasures(plus(now, 2 * day));
    await superuser`update webhook_delivery set state = 'delivered'`;
    await drain(plus(now, 3 * day));
    const at = plus(later, hour);
    const { number } = await draftFiling(
      proposes,
      {
        specification: "disposition",
        periodStart: "2026-11-01",
        periodEnd: "2026-12-01",
        provider: "星渡网络科技有限公司",
        office: "省互联网信息办公室",
        letterNumber: "星渡函〔2026〕17号",
      },
      at,
    );
    const refusal = await refusalOf(ask(found.subjectId, at));
    expect([refusal?.code, refusal?.details.filing]).toEqual(["retention.open_filing", number]);

    // Wherever a part of the content ends.
    const cut = await superuser.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      return tx`
        with cut as (
          select p.filing_id, position(convert_to(a.code, 'UTF8') in p.bytes) + 2 as place
          from filing_part p, account a where a.id = ${found.subjectId} and p.filing_id = (select id from filing where number = ${number})
        ), rest as (
          insert into filing_part (filing_id, kind, ordinal, bytes)
          select p.filing_id, p.kind, 1, substring(p.bytes from place) from filing_part p join cut using (filing_id)
        )
        update filing_part p set bytes = substring(bytes for place - 1) from cut
        where p.filing_id = cut.filing_id and p.ordinal = 0 and place > 2`;
    });
    expect(cut.count).toBe(1);
    const again = await refusalOf(ask(found.subjectId, at));
    expect([again?.code, again?.details.filing]).toEqual(["retention.open_filing", number]);
  });
});
