import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyLog } from "../audit/verify";
import { openEvidence } from "../cases/service/evidence";
import { receiveReports } from "../cases/service/receive";
import { openBundle } from "../filings/bundle/open";
import { verifyBundle } from "../filings/verifier/verify";
import { after, day } from "../kernel/calendar";
import { read } from "../read";
import { RegistryLine } from "../registry/contract";
import { listGroups } from "../registry/service/list";
import { showGroup } from "../registry/service/show";
import { syncOne } from "../registry/service/sync";
import { useDatabase } from "../testing/database";
import { reportedCase, subjectNamed } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { operator } from "../testing/reports";
import type { KeptInput } from "./contract";
import { confirmErasure } from "./service/erase";
import { liftLegalHold, placeLegalHold, revealHold } from "./service/hold";
import { findReport, overview, reporterOf } from "./service/overview";
import { proposeErasure } from "./service/propose";
import { standingOf } from "./service/standing";
import { changedColumns, snapshot } from "./testing/changed";
import { emptiedBy } from "./testing/inventory";
import { findEverywhere } from "./testing/search";
import { drain, now, past, sealOctober } from "./testing/world";
import { makeOtherWorld, ofGroup, ofReporter, reporterWrote } from "./testing/world-others";

const urls = useDatabase();
let superuser: postgres.Sql;
let world: Awaited<ReturnType<typeof makeOtherWorld>>;
let filing: string;
let oldBundle: Uint8Array;

const bundleOf = async (number: string) => {
  const pieces: Uint8Array[] = [];
  for await (const piece of (await openBundle(number, now)).pieces) pieces.push(piece);
  return Buffer.concat(pieces);
};
const verified = async (bytes: Uint8Array) => {
  const source = {
    size: bytes.length,
    read: async (offset: number, length: number) => bytes.subarray(offset, offset + length),
  };
  return (await verifyBundle(source, { keys: [world.vkey] })).ok;
};
const codeOf = async (work: Promise<unknown>) => (await refusalOf(work))?.code ?? null;
const ask = (subject: KeptInput, at = now) =>
  proposeErasure(world.proposes, { ...subject, ground: "consent_withdrawn" }, at);
const theGroup = (): KeptInput => ({ kind: "group", id: world.group.id });
const reportId = () => (world.other.ok ? world.other.reportId : "");
const theReporter = (): KeptInput => ({ kind: "reporter", id: reportId() });
/** Confirms what waits about a subject, and tells which columns changed. */
async function erased(erasureId: string): Promise<string[]> {
  const before = await snapshot(superuser);
  await confirmErasure(world.confirms, { erasureId }, now);
  const changed = changedColumns(before, await snapshot(superuser));
  await drain(now);
  return changed.filter((column) => column !== "erasure.state");
}

beforeAll(async () => {
  superuser = postgres(urls().superUrl, { max: 2, onnotice: () => undefined });
  world = await makeOtherWorld();
  // A warning to rectify ends when somebody has checked.
  await superuser`update measure set state = 'lifted', ended_as = 'lifted', ended_at = ${past} where state = 'in_force'`;
  await superuser`update rectification set answer = 'sealed'`;
  filing = await sealOctober(world.proposes, world.confirms, now);
  oldBundle = await bundleOf(filing);
});
afterAll(() => superuser.end({ timeout: 2 }));

describe("messages that have not arrived", () => {
  it("stand against erasing while they wait in a line, and when they failed where they can be sent again", async () => {
    expect(await codeOf(ask(theGroup()))).toBe("retention.undelivered");
    await superuser.unsafe("update webhook_delivery set state = 'failed'");
    expect(await codeOf(ask(theGroup()))).toBe("retention.undelivered");
    expect(await codeOf(ask({ kind: "account", id: world.person.subjectId }))).toBe("retention.undelivered");
  });
  it("no longer once the endpoint is off, or they arrived", async () => {
    await superuser.unsafe("update webhook_endpoint set enabled = false");
    expect((await standingOf(world.proposes, theGroup(), now)).whyNotPropose).toBeNull();
    await superuser.unsafe("update webhook_endpoint set enabled = true");
    expect((await standingOf(world.proposes, theGroup(), now)).whyNotPropose?.en).toContain("failed");
    await superuser.unsafe("update webhook_delivery set state = 'delivered', delivered_at = now()");
    expect((await standingOf(world.proposes, theGroup(), now)).whyNotPropose).toBeNull();
  });
  it("stand against it in the outbox too, before anything lined them up", async () => {
    const [order] = await superuser<{ id: string }[]>`
      select id from outgoing where subject_id = ${world.group.id} limit 1`;
    await superuser`insert into outbox (id, topic, key, created_at)
      values (gen_random_uuid(), 'deliver', ${order?.id ?? ""}, now())`;
    await superuser`delete from webhook_delivery where message_id = ${order?.id ?? ""}`;
    expect(await codeOf(ask(theGroup()))).toBe("retention.undelivered");
    await superuser`delete from outbox`;
  });
});

describe("the database by itself", () => {
  it("takes no erasure from the application's role that is confirmed already, and none that one person confirms", async () => {
    const app = postgres(urls().appUrl, { max: 1, onnotice: () => undefined });
    const [event] = await superuser<{ id: string }[]>`select id from audit_event limit 1`;
    const row = (state: string, settled: string) =>
      `insert into erasure (id, subject_kind, subject_id, ground, state, proposed_by, proposed_at, settled_by, settled_at, event_id)
       values ('00000000-0000-4000-8000-000000000001', 'group', '${world.group.id}', 'unlawful', '${state}',
         '${world.proposes.id}', now(), ${settled}, '${event?.id}')`;
    const theirs = `'${world.confirms.id}', now()`;
    await expect(app.unsafe(row("confirmed", theirs))).rejects.toThrow("begins as a proposal");
    await expect(app.unsafe(row("pending", theirs))).rejects.toThrow("begins as a proposal");
    await expect(app.unsafe(row("returned", "null, null"))).rejects.toThrow("begins as a proposal");
    await app.unsafe(row("pending", "null, null"));
    const confirm = (by: string) => app`update erasure set state = 'confirmed', settled_by = ${by}, settled_at = now()`;
    await expect(confirm(world.proposes.id)).rejects.toThrow("erasure_two_people_check");
    const id = "00000000-0000-4000-8000-000000000001";
    await expect(app`select privacy_blank_group(${id})`).rejects.toThrow("not confirmed");
    await confirm(world.confirms.id);
    // Of another kind than the function is for.
    await expect(app`select privacy_blank_reporter(${id}, '[]')`).rejects.toThrow("not confirmed");
    await expect(app`select privacy_blank(${id}, '[]', '[]')`).rejects.toThrow("not confirmed");
    await expect(app.unsafe("set docket.erasing = 'on'; update rectification set items = ''")).rejects.toThrow();
    await app.end({ timeout: 2 });
    await superuser.begin(async (sql) => {
      await sql`set local session_replication_role = replica`;
      await sql`delete from erasure`;
    });
  });
});

describe("a reporter who is known by a contact only", () => {
  it("is found by the number of a report, however it is typed, and not by another", async () => {
    const receipt = world.other.ok ? world.other.receipt : "";
    expect(await findReport({ receipt: receipt.toLowerCase().replaceAll("-", " ") })).toEqual({ reportId: reportId() });
    for (const wrong of ["7K2M-0QXB-94RT-ZHW1", "x", `${receipt}0`])
      expect(await codeOf(findReport({ receipt: wrong })), wrong).toBe("retention.missing_report");
    const shown = await reporterOf(world.proposes, { id: reportId() }, now);
    expect(shown).toMatchObject({ reports: 2, source: "web_form", standing: { kind: "reporter", erased: null } });
    expect(JSON.stringify(shown)).not.toMatch(/qiaomai/i);
  });

  it("is refused: unknown, without a name, in an open case, while records are kept, under hold on any of her reports", async () => {
    expect(await codeOf(ask({ kind: "reporter", id: world.group.id }))).toBe("retention.missing");
    const [unsigned] = await superuser<{ id: string }[]>`select id from report where reporter_ref is null limit 1`;
    expect(await codeOf(ask({ kind: "reporter", id: unsigned?.id ?? "" }))).toBe("retention.nobody");
    expect(await codeOf(ask(theReporter(), past))).toBe("retention.retained");
    const [waiting] = await receiveReports(
      operator,
      [
        {
          subject: { type: "group", externalId: "g-new" },
          source: "web_form",
          reporter: { contact: "neu@example.test" },
        },
      ],
      past,
    );
    const open: KeptInput = { kind: "reporter", id: waiting?.ok ? waiting.reportId : "" };
    expect(await codeOf(ask(open))).toBe("retention.open_case");

    const [another] = await superuser<{ id: string }[]>`
      select o.id from report r join report o using (reporter_ref) where r.id = ${reportId()} and o.id <> r.id`;
    const held = await placeLegalHold(world.confirms, { ...theReporter(), reason: ofReporter.hold }, now);
    expect(await codeOf(ask({ kind: "reporter", id: another?.id ?? "" }))).toBe("retention.held");
    expect(await revealHold(world.proposes, { holdId: held.holdId, reason: "核对" }, now)).toEqual({
      value: ofReporter.hold,
    });
    await liftLegalHold(world.confirms, { holdId: held.holdId, reason: ofReporter.hold }, now);
  });

  it("a hold on her account protects what her reports say of her as well", async () => {
    const account = await subjectNamed("account", "poster");
    const filed = await reportedCase(
      { subject: { type: "account", externalId: "somebody" }, reporter: { externalId: "poster" } },
      now,
    );
    const [row] = await superuser<{ id: string }[]>`select id from report where case_id = ${filed.id}`;
    const held = await placeLegalHold(world.confirms, { kind: "account", id: account.id, reason: "调取记录" }, now);
    expect(await codeOf(ask({ kind: "reporter", id: row?.id ?? "" }))).toBe("retention.held");
    await liftLegalHold(world.confirms, { holdId: held.holdId, reason: "调取完毕" }, now);
    const hers = await placeLegalHold(world.confirms, { kind: "reporter", id: row?.id ?? "", reason: "调取记录" }, now);
    expect(await codeOf(ask({ kind: "account", id: account.id }))).toBe("retention.held");
    await liftLegalHold(world.confirms, { holdId: hers.holdId, reason: "调取完毕" }, now);
  });

  it("is erased by two people, by whichever of her reports, and only what the inventory says changes", async () => {
    const { erasureId } = await ask(theReporter());
    expect((await overview(world.confirms, now)).waiting).toMatchObject([
      { id: erasureId, kind: "reporter", code: null },
    ]);
    expect(await codeOf(ask(theReporter()))).toBe("retention.proposed");
    expect(await codeOf(confirmErasure(world.proposes, { erasureId }, now))).toBe("retention.same_person");
    const before = await superuser<{ about: string; sealed: Buffer }[]>`
      select about, reporter as sealed from report where id = ${reportId()}`;
    // The payload is of another reporter; hers came without one.
    expect(await erased(erasureId)).toEqual(
      emptiedBy("reporter").filter((column) => column !== "intake_payload.sealed"),
    );
    expect(
      await findEverywhere(superuser, [ofReporter.contact, ofReporter.contact.toUpperCase(), ofReporter.hold]),
    ).toEqual([]);
    expect(await superuser`select from privacy_key where about = ${before[0]?.about ?? ""}`).toHaveLength(0);
    expect(await superuser`select from report where about = ${before[0]?.about ?? ""}`).toHaveLength(0);
    expect(await codeOf(ask(theReporter()))).toBe("retention.erased");
    expect(await standingOf(world.proposes, theReporter(), now)).toMatchObject({ erased: { at: now, byName: "方正" } });
  });

  it("and one whom another system named, with that system's payload", async () => {
    const [row] = await superuser<{ id: string }[]>`
      select id from report where external_id = 'event_report:71'`;
    const { erasureId } = await ask({ kind: "reporter", id: row?.id ?? "" });
    expect(await erased(erasureId)).toContain("intake_payload.sealed");
    const payloads = await superuser<{ empty: boolean; gone: boolean }[]>`
      select p.sealed = '' as empty, k.wrapped is null as gone
      from report r join intake_payload p on p.id = r.payload_id join privacy_key k on k.about = 'payload:' || p.id
      order by r.external_id`;
    expect(payloads).toEqual([
      { empty: true, gone: true },
      { empty: false, gone: false },
    ]);
  });

  it("leaves what she wrote to the case it is about, and one pseudonym, so that she is still one person", async () => {
    const { descriptions } = await openEvidence(world.lead, { caseId: world.shop.id }, now);
    expect(descriptions.map(({ text }) => text)).toContain(reporterWrote);
    const [row] = await superuser<{ refs: number; rows: number }[]>`
      select count(distinct reporter_ref)::int as refs, count(*)::int as rows from report
      where reporter_ref = (select reporter_ref from report where id = ${reportId()})`;
    expect(row).toEqual({ refs: 1, rows: 2 });
    // She may report again, as somebody new.
    const again = await reportedCase(
      { subject: { type: "group", externalId: "g-again" }, reporter: { contact: ofReporter.contact } },
      now,
    );
    const [fresh] = await superuser<{ id: string; about: string }[]>`
      select id, about from report where case_id = ${again.id}`;
    expect(fresh?.about).toMatch(/^reporter:/);
    expect((await reporterOf(world.proposes, { id: fresh?.id ?? "" }, now)).reports).toBe(1);
  });
});

describe("a group", () => {
  it("is not erased while a measure on somebody names it, nor under hold", async () => {
    await superuser`update measure set state = 'in_force' where subject_kind = 'account'`;
    expect(await codeOf(ask(theGroup()))).toBe("retention.measure_in_force");
    await superuser`update measure set state = 'expired' where subject_kind = 'account'`;
    const { holdId } = await placeLegalHold(world.confirms, { ...theGroup(), reason: ofGroup.hold }, now);
    expect(await codeOf(ask(theGroup()))).toBe("retention.held");
    await liftLegalHold(world.confirms, { holdId, reason: ofGroup.hold }, now);
  });

  it("is not erased while nobody has ruled on what it appealed, nor before the records of that are over", async () => {
    const filed = (state: string, ruledAt: Date | null) =>
      superuser.begin(async (sql) => {
        await sql`set local session_replication_role = replica`;
        await sql`delete from appeal`;
        await sql`
        insert into appeal (id, kind, decision_id, case_id, case_number, notice_id, subject_kind, subject_id, about, text,
          state, filed_at, due_at, reviewer_id, taken_at, ruled_at, reasons, version, event_id)
        select gen_random_uuid(), 'appeal', d.id, d.case_id, d.case_number, n.id, 'group', n.subject_id, 'group:x', 'sealed',
          ${state}, ${past}, ${past}, ${state === "filed" ? null : world.lead.id}, ${past}, ${ruledAt},
          ${ruledAt && Buffer.from("sealed")}, 1, d.event_id
        from notice n join decision d on d.id = n.decision_id where n.subject_id = ${world.group.id} limit 1`;
      });
    for (const state of ["filed", "in_review"]) {
      await filed(state, null);
      expect(await codeOf(ask(theGroup()))).toBe("retention.open_case");
    }
    await filed("upheld", after(now, -day));
    expect(await codeOf(ask(theGroup()))).toBe("retention.retained");
    await filed("upheld", past);
    expect((await standingOf(world.proposes, theGroup(), now)).whyNotPropose).toBeNull();
    await superuser.begin(async (sql) => {
      await sql`set local session_replication_role = replica`;
      await sql`delete from appeal`;
    });
  });

  it("is erased by two people: what is left of it is what was filed, and what the inventory keeps", async () => {
    const { erasureId } = await ask(theGroup());
    expect(await codeOf(confirmErasure(world.proposes, { erasureId }, now))).toBe("retention.same_person");
    expect(await erased(erasureId)).toEqual(emptiedBy("group"));
    const left = await findEverywhere(superuser, Object.values(ofGroup));
    expect(left.filter((place) => !place.startsWith("public.filing"))).toEqual([]);
    // Her own name stands in a filing only as it was filed: it is sealed.
    expect(new Set(left.map((place) => place.slice(place.indexOf(": ") + 2)))).toEqual(
      new Set([ofGroup.name, ofGroup.gram]),
    );
    expect(await codeOf(confirmErasure(world.confirms, { erasureId }, now))).toBe("retention.erased");
  });

  it("keeps its code, is found by it only, and comes back as another group", async () => {
    const shown = await showGroup({ name: world.group.code });
    expect(shown).toMatchObject({ name: "", externalId: null, code: world.group.code, erasedAt: now });
    expect((await listGroups({ text: ofGroup.name, limit: 50 })).rows).toEqual([]);
    const line = { kind: "group", externalId: ofGroup.externalId, name: "新的群", updatedAt: now.toISOString() };
    await syncOne(operator, RegistryLine.parse(line), now);
    const fresh = await subjectNamed("group", ofGroup.externalId);
    expect(fresh.id).not.toBe(world.group.id);
    expect(fresh.code).not.toBe(world.group.code);
  });

  it("the log verifies, and so do the bundle from before and a new one of the same filing", async () => {
    expect(await read(() => verifyLog())).toMatchObject({ ok: true });
    expect(await verified(oldBundle)).toBe(true);
    expect(await verified(await bundleOf(filing))).toBe(true);
  });
});
