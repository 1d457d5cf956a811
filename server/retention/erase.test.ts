import { createHash } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tamper } from "../audit/testing/log";
import { verifyLog } from "../audit/verify";
import { checkErased, ErasedActs } from "../audit/verify-erased";
import { openEvidence } from "../cases/service/evidence";
import { receiveReceipt } from "../enforcement/service/receipt";
import { openBundle } from "../filings/bundle/open";
import { verifyBundle } from "../filings/verifier/verify";
import { openMany, seal } from "../privacy/seal";
import { read } from "../read";
import { listAccounts } from "../registry/service/list";
import { showAccount, showGroup } from "../registry/service/show";
import { useDatabase } from "../testing/database";
import { refusalOf } from "../testing/refusal";
import { transact } from "../transact";
import { confirmErasure } from "./service/erase";
import { proposeErasure } from "./service/propose";
import { standingOf } from "./service/standing";
import { changedColumns, snapshot } from "./testing/changed";
import { emptiedBy } from "./testing/inventory";
import { findEverywhere } from "./testing/search";
import { drain, makeWorld, now, others, planted, sealOctober } from "./testing/world";

const urls = useDatabase();
let superuser: postgres.Sql;
let world: Awaited<ReturnType<typeof makeWorld>>;
let filing: string;
let oldBundle: Uint8Array;
/** Everything that was ever sealed under her key, as a backup or a copy would still hold it. */
let copies: { about: string; purpose: string; sealed: Buffer }[];

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
const values = Object.values(planted);

beforeAll(async () => {
  superuser = postgres(urls().superUrl, { max: 2, onnotice: () => undefined });
  world = await makeWorld();
  filing = await sealOctober(world.proposes, world.confirms, now);
  oldBundle = await bundleOf(filing);
  const about = `account:${world.account.id}`;
  const audited = await superuser<{ purpose: string; sealed: Buffer }[]>`
    select 'audit:' || event_id || ':' || name as purpose, sealed from audit_private_field where about = ${about}`;
  const seen = await superuser<{ purpose: string; sealed: Buffer }[]>`
    select 'evidence:' || id || ':text' as purpose, text as sealed from evidence where about = ${about} and text is not null
    union all select 'account:phone', phone from account where id = ${world.account.id}
    union all select 'decision:' || id || ':facts', facts from decision where subject_id = ${world.account.id}
    union all select 'notice:' || id, text from notice where subject_id = ${world.account.id}`;
  copies = [...audited, ...seen].map((each) => ({ about, ...each }));
});
afterAll(() => superuser.end({ timeout: 2 }));

describe("before", () => {
  it("the search finds what is kept in the clear, and nothing that is sealed", async () => {
    const found = await findEverywhere(superuser, values);
    expect(found).toEqual(
      expect.arrayContaining([
        `public.account.nickname: ${planted.nickname}`,
        `public.account.grams: ${planted.gram}`,
        `public.account.external_id: ${planted.externalId}`,
        `public.docket_case.subject_name: ${planted.nickname}`,
        `public.docket_case.grams: ${planted.gram}`,
        `public.measure.subject_name: ${planted.nickname}`,
        `public.outgoing.payload: ${planted.externalId}`,
        `public.evidence.author_external_id: ${planted.externalId}`,
      ]),
    );
    const sealed = [planted.phone, planted.message, planted.facts, planted.ownFacts, planted.contact, planted.reason];
    expect(await findEverywhere(superuser, sealed)).toEqual([]);
    expect((await read((tx) => openMany(tx, copies))).every((text) => text !== null)).toBe(true);
    expect(copies.length).toBeGreaterThan(5);
  });

  it("the log verifies, and so does the filing", async () => {
    expect(await read(() => verifyLog())).toMatchObject({ ok: true });
    expect(await verified(oldBundle)).toBe(true);
  });

  it("undelivered orders are refused, until the platform has them", async () => {
    const asked = { kind: "account", id: world.account.id, ground: "consent_withdrawn" } as const;
    expect((await refusalOf(proposeErasure(world.proposes, asked, now)))?.code).toBe("retention.undelivered");
    await superuser`update webhook_delivery set state = 'delivered', delivered_at = ${now}`;
  });
});

describe("erasing", () => {
  it("needs two people, and leaves nothing of her anywhere", async () => {
    const { erasureId } = await proposeErasure(
      world.proposes,
      { kind: "account", id: world.account.id, ground: "consent_withdrawn" },
      now,
    );
    expect((await refusalOf(confirmErasure(world.proposes, { erasureId }, now)))?.code).toBe("retention.same_person");
    const before = await snapshot(superuser);
    await confirmErasure(world.confirms, { erasureId }, now);
    expect(await findEverywhere(superuser, values)).toEqual([]);
    // Nothing else than the inventory says, and nothing less.
    const changed = changedColumns(before, await snapshot(superuser));
    expect(changed).toEqual([...emptiedBy("account"), "erasure.state"].sort());
    expect((await refusalOf(confirmErasure(world.confirms, { erasureId }, now)))?.code).toBe("retention.erased");
  });

  it("destroys the key, so that no copy of what it sealed can be opened", async () => {
    expect(await read((tx) => openMany(tx, copies))).toEqual(copies.map(() => null));
    const [key] =
      await superuser`select wrapped, erased_at from privacy_key where about = ${`account:${world.account.id}`}`;
    expect(key).toEqual({ wrapped: null, erased_at: now });
  });

  it("deletes salts and values of the log's private fields, and says so in the log", async () => {
    const about = `account:${world.account.id}`;
    expect(await superuser`select from audit_private_field where about = ${about}`).toHaveLength(0);
    const [entry] = await superuser<{ pub: { fields: { count: number; sha256: string } }; id: string }[]>`
      select id, body_json -> 'pub' as pub from audit_event where action = 'privacy.erased'`;
    const gone = await superuser<{ name: string }[]>`
      select event_id || ':' || name as name from audit_erased_field where erased_by = ${entry?.id ?? ""} order by 1`;
    const names = JSON.stringify(gone.map(({ name }) => name).sort());
    expect(gone.length).toBeGreaterThan(0);
    expect(entry?.pub.fields).toEqual({
      count: gone.length,
      sha256: createHash("sha256").update(names).digest("hex"),
    });
  });

  it("and the log still verifies", async () => {
    await drain(now);
    expect(await read(() => verifyLog())).toMatchObject({ ok: true });
  });

  it("each erasure is judged once in a verification, and all new ones in one statement", async () => {
    const gone = await superuser<{ event_id: string; name: string }[]>`select event_id, name from audit_erased_field`;
    const missing = gone.map(({ event_id: eventId, name }, at) => ({ eventId, name, index: String(at) }));
    expect(missing.length).toBeGreaterThan(1);
    const acts = new ErasedActs();
    let statements = 0;
    await read(async (tx) => {
      const counting = new Proxy(tx, {
        get: (target, name) => {
          if (name === "select") statements++;
          const value: unknown = Reflect.get(target, name);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
      for (const each of missing) await checkErased(counting, [each], acts);
    });
    // The fields of each batch, and the one act behind them all.
    expect(statements).toBe(missing.length + 1);
  });

  it("nor does a field that went for no such reason pass as erased", async () => {
    const [field] = await superuser<{ event_id: string; name: string }[]>`
      select event_id, name from audit_private_field where about not like 'staff:%' limit 1`;
    const [act] = await superuser<{ id: string }[]>`select id from audit_event where action = 'privacy.erased'`;
    await superuser`create table kept as table audit_private_field`;
    await tamper(
      superuser,
      `delete from audit_private_field where event_id = '${field?.event_id}' and name = '${field?.name}'`,
      `insert into audit_erased_field values ('${field?.event_id}', '${field?.name}', '${act?.id}')`,
    );
    expect(await read(() => verifyLog())).toMatchObject({ ok: false, failure: "private_field_missing" });
    await tamper(
      superuser,
      `delete from audit_erased_field where event_id = '${field?.event_id}' and name = '${field?.name}'`,
      "delete from audit_private_field",
      "insert into audit_private_field table kept",
      "drop table kept",
    );
    expect(await read(() => verifyLog())).toMatchObject({ ok: true });
  });

  it("leaves sealed filings as they were: old bundles verify, and a new one of the same filing too", async () => {
    expect(await verified(oldBundle)).toBe(true);
    expect(await verified(await bundleOf(filing))).toBe(true);
    const files = await superuser<{ sha256: string; bytes: Buffer }[]>`
      select sha256, (select string_agg(p.bytes, ''::bytea order by p.ordinal) from filing_part p
        where p.filing_id = f.filing_id and p.kind = f.kind) as bytes from filing_file f`;
    expect(files.length).toBeGreaterThan(3);
    for (const { sha256, bytes } of files) expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
  });
});

describe("afterwards", () => {
  it("the platform's late answer counts, without its words, and nothing new can be written about her", async () => {
    const [order] = await superuser<{ id: string; measure_id: string }[]>`
      select id, measure_id from outgoing where subject_id = ${world.account.id} and type = 'measure.ended'
        and receipt is null limit 1`;
    expect(order).toBeDefined();
    const key = { kind: "key", id: world.account.id, scopes: ["orders:write"], sources: [] } as const;
    const given = { result: "failed", reason: planted.reason, at: now } as const;
    const remember = async () => undefined;
    expect(await receiveReceipt(key, order?.id ?? "", given, now, remember)).toMatchObject({ receipt: "failed" });
    expect(await findEverywhere(superuser, [planted.reason])).toEqual([]);
    const about = `account:${world.account.id}`;
    const written = transact({ kind: "operator", command: "test" }, now, (tx) =>
      seal(tx, now, { about, purpose: "test", value: "x" }),
    );
    expect((await refusalOf(written))?.code).toBe("privacy.erased");
  });

  it("what others wrote, and what she wrote about others, stays readable, without her name", async () => {
    const evidence = await openEvidence(world.lead, { caseId: world.found.id }, now);
    const texts = evidence.items.map(({ text, erased, author }) => ({
      text,
      erased,
      author: author?.externalId ?? null,
    }));
    expect(texts).toContainEqual({ text: others.paid, erased: false, author: "@wu:example.org" });
    expect(texts).toContainEqual({ text: null, erased: true, author: null });
    expect(evidence.descriptions.every(({ text }) => text === null)).toBe(true);
    const [filed] = await superuser<{ case_id: string; reporter: Buffer | null; about: string }[]>`
      select case_id, reporter, about from report where id = ${world.filed.ok ? world.filed.reportId : ""}`;
    expect(filed).toMatchObject({ reporter: null, about: expect.stringMatching(/^group:/) });
    const about = await openEvidence(world.lead, { caseId: filed?.case_id ?? "" }, now);
    expect(about.descriptions.map(({ text }) => text)).toEqual([others.described]);
    const [trade] = await superuser<{ id: string; facts: Buffer; reasoning: Buffer; subject_id: string }[]>`
      select id, facts, reasoning, subject_id from decision where case_id = ${world.trade.id}`;
    const key = `group:${trade?.subject_id}`;
    const [facts, reasoning] = await read((tx) =>
      openMany(tx, [
        { about: key, purpose: `decision:${trade?.id}:facts`, sealed: trade?.facts as Buffer },
        { about: key, purpose: `decision:${trade?.id}:reasoning`, sealed: trade?.reasoning as Buffer },
      ]),
    );
    expect(facts).toBe(others.groupFacts);
    expect(reasoning).not.toContain("林某");
  });

  it("pages show her code, and that she was erased", async () => {
    const shown = await showAccount(world.lead, { name: world.account.code });
    expect(shown).toMatchObject({
      nickname: "",
      externalId: null,
      sealed: [],
      erasedAt: now,
      code: world.account.code,
    });
    const group = await showGroup({
      name: (await superuser`select code from chat_group where external_id = 'g-walk'`)[0]?.code,
    });
    expect(group.founder).toMatchObject({ code: world.account.code, nickname: "" });
    expect((await listAccounts({ text: planted.nickname, limit: 50 })).rows).toEqual([]);
    expect(await standingOf(world.proposes, { kind: "account", id: world.account.id }, now)).toMatchObject({
      erased: { at: now, byName: "方正" },
      proposal: null,
      holds: [],
    });
  });

  it("no statement of the application's role undoes or repeats it by hand", async () => {
    const app = postgres(urls().appUrl, { max: 1, onnotice: () => undefined });
    const refused = [
      "set docket.erasing = 'on'; update notice set text = 'x'",
      "set docket.erasing = 'on'; update evidence set text = 'x'",
      "set docket.erasing = 'on'; delete from audit_private_field",
      "delete from audit_erased_field",
      "update erasure set state = 'pending'",
      "delete from legal_hold",
      "select audit_erase(gen_random_uuid(), gen_random_uuid(), '[]')",
      "select privacy_blank(gen_random_uuid(), '[]', '[]')",
    ];
    for (const statement of refused) await expect(app.unsafe(statement), statement).rejects.toThrow();
    const [done] = await superuser<{ id: string }[]>`select id from erasure where state = 'confirmed'`;
    await expect(app`select privacy_blank(${done?.id ?? ""}, '[]', '[]')`).rejects.toThrow("was carried out");
    await app.end({ timeout: 2 });
  });
});
