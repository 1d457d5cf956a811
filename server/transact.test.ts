import { sql } from "drizzle-orm";
import fc from "fast-check";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  auditEvent,
  auditPending,
  auditPrivateField,
  claim,
  codeAllocation,
  outbox,
  privacyKey,
  registryBatch,
  staff,
} from "../db/schema";
import { disclose } from "./disclose";
import type { StaffActor } from "./kernel/actor";
import { Bug } from "./kernel/assert";
import { newId } from "./kernel/id";
import { Refused, refusalsOf } from "./kernel/refusal";
import { denied, type Verdict } from "./kernel/verdict";
import { read } from "./read";
import { useDatabase } from "./testing/database";
import { sqlState, transact } from "./transact";

const urls = useDatabase();
const now = new Date("2026-11-22T08:00:00.000Z");
const by: StaffActor = { kind: "staff", id: newId(now), roles: ["moderator"], sessionId: newId(now) };
const refuse = refusalsOf("test", { no: { status: 409, zh: "不行", en: "No" } });

const yes = (id = newId(now), version = 1): Verdict<string> => ({
  ok: true,
  next: id,
  entry: {
    kind: "case",
    action: "case.escalated",
    subject: { kind: "case", id, version },
    pub: { round: 1 },
    priv: { about: `case:${id}`, values: { reason: "说明" } },
  },
  effects: [{ topic: "notice.issued", key: id }],
});

const tables = {
  auditEvent,
  auditPending,
  auditPrivateField,
  claim,
  codeAllocation,
  outbox,
  privacyKey,
  registryBatch,
  staff,
};
const counts = () =>
  read(async (tx) => {
    const found: Record<string, number> = {};
    for (const [name, table] of Object.entries(tables)) found[name] = await tx.$count(table);
    return found;
  });

/** Things that somebody might write. */
const writes = {
  staff: () =>
    sql`insert into staff (id, email, name, version, created_at) values (${newId(now)}, ${newId(now)}, 'A', 1, now())`,
  code: () =>
    sql`insert into code_allocation (code, subject_kind, subject_id, allocated_at) values (${newId(now)}, 'group', ${newId(now)}, now())`,
  claim: () =>
    sql`insert into claim (case_id, staff_id, token, claimed_at, expires_at) values (${newId(now)}, ${newId(now)}, ${newId(now)}, now(), now())`,
  outbox: () => sql`insert into outbox (id, topic, key, created_at) values (${newId(now)}, 'x', 'y', now())`,
};
const someWrites = fc.array(fc.constantFrom(...(Object.keys(writes) as (keyof typeof writes)[])), { maxLength: 6 });

describe("invariant 1: no fact changes without an audit entry in the same transaction", () => {
  test("whatever was written, work that settles nothing is a bug and leaves nothing", async () => {
    await fc.assert(
      fc.asyncProperty(someWrites, async (kinds) => {
        const before = await counts();
        const work = transact(by, now, async (tx) => {
          for (const kind of kinds) await tx.execute(writes[kind]());
        });
        await expect(work).rejects.toThrow(Bug);
        expect(await counts()).toEqual(before);
      }),
      { numRuns: 15 },
    );
  });

  test("a refusal, before or after writes and other entries, leaves nothing", async () => {
    await fc.assert(
      fc.asyncProperty(someWrites, fc.boolean(), async (kinds, isAfterEntry) => {
        const before = await counts();
        const work = transact(by, now, async (tx, settle) => {
          if (isAfterEntry) settle(yes());
          for (const kind of kinds) await tx.execute(writes[kind]());
          settle(denied(refuse("no")));
        });
        await expect(work).rejects.toThrow(Refused);
        expect(await counts()).toEqual(before);
      }),
      { numRuns: 15 },
    );
  });

  test("work that fails after it settled leaves nothing, not even the entry", async () => {
    const before = await counts();
    const work = transact(by, now, async (tx, settle) => {
      settle(yes());
      await tx.execute(writes.staff());
      throw new Error("later");
    });
    await expect(work).rejects.toThrow("later");
    expect(await counts()).toEqual(before);
  });

  test("no row commits that names an entry which does not", async () => {
    const before = await counts();
    const row = { id: newId(now), sha256: "x", lineCount: 1, changed: {}, at: now };
    const work = (eventId?: string) =>
      transact(by, now, async (tx, settle) => {
        const settled = settle(yes());
        await tx.insert(registryBatch).values({ ...row, eventId: eventId ?? settled.eventId });
      });
    const error = await work(newId(now)).catch((thrown: unknown) => thrown);
    expect(sqlState(error)).toBe("23503");
    expect(await counts()).toEqual(before);
    await work();
    expect(await counts()).toMatchObject({ registryBatch: 1 });
  });

  test("two entries for one version of a subject cannot both commit", async () => {
    const id = newId(now);
    const work = () => transact(by, now, async (_tx, settle) => settle(yes(id, 7)));
    const outcomes = await Promise.allSettled([work(), work(), work()]);
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  });

  test("entries of one act keep their order, and settle tells their ids", async () => {
    const id = newId(now);
    const ids = await transact(by, now, async (_tx, settle) => {
      const first = yes(id, 1);
      const entry = (version: number) => ({ ...(first.ok && first.entry), subject: { kind: "case", id, version } });
      const { eventId, eventIds } = settle({ ...first, more: [entry(2), entry(3)] } as Verdict<string>);
      expect(eventIds[0]).toBe(eventId);
      return eventIds;
    });
    const queued = await read((tx) =>
      tx.execute<{ event_id: string }>(sql`select event_id from audit_pending order by seq desc limit 3`),
    );
    expect(queued.map((row) => row.event_id).reverse()).toEqual(ids);
  });
});

describe("peers.md defect 12: notices go out before the audit transaction commits", () => {
  test("effects and their entry are of one transaction, so that a relay never sees one without the other", async () => {
    const id = newId(now);
    const eventId = await transact(by, now, async (_tx, settle) => settle(yes(id)).eventId);
    const [row] = await read((tx) =>
      tx.execute<{ is_same: boolean }>(sql`
        select o.xmin = e.xmin and e.xmin = p.xmin as is_same from outbox o, audit_event e join audit_pending p on p.event_id = e.id
        where o.key = ${id} and e.id = ${eventId}`),
    );
    expect(row).toEqual({ is_same: true });
  });

  test("when the entry cannot be appended, no effect is left to go out", async () => {
    const id = newId(now);
    await transact(by, now, async (_tx, settle) => settle(yes(id)));
    const before = await counts();
    const work = transact(by, now, async (tx, settle) => {
      await tx.execute(writes.staff());
      settle(yes(id));
    });
    expect(sqlState(await work.catch((thrown: unknown) => thrown))).toBe("23505");
    expect(await counts()).toEqual(before);
  });

  test("while the act has not committed, nobody else sees its effects", async () => {
    const id = newId(now);
    await transact(by, now, async (_tx, settle) => {
      settle(yes(id));
      const [row] = await read((tx) => tx.execute(sql`select count(*)::int as many from outbox where key = ${id}`));
      expect(row).toEqual({ many: 0 });
    });
  });
});

describe("statements that are sent together", () => {
  test("leave nothing behind when one is refused while another goes on", async () => {
    const before = await counts();
    for (let turns = 0; turns < 40; turns++) {
      const asked = transact(by, now, async (tx) => {
        const refused = tx.execute(sql`select 1`).then(() => Promise.reject(new Refused(refuse("no"))));
        const goesOn = async () => {
          await tx.execute(sql`select 1`);
          for (let turn = 0; turn < turns; turn++) await null;
          await tx.insert(outbox).values({ id: newId(now), topic: "late", key: "x", createdAt: now });
        };
        await Promise.all([refused, goesOn()]);
      });
      await expect(asked).rejects.toThrow(Refused);
    }
    expect(await counts()).toEqual(before);
  });
});

describe("a deadlock", () => {
  let other: postgres.Sql;
  beforeAll(() => {
    other = postgres(urls().superUrl, { max: 2, onnotice: () => undefined });
  });
  afterAll(() => other.end());

  test("is tried again, and the entry is there once", async () => {
    const [a, b] = [newId(now), newId(now)];
    for (const id of [a, b])
      await other`insert into code_allocation (code, subject_kind, subject_id, allocated_at) values (${id}, 'group', ${id}, now())`;
    let tries = 0;
    // Each holds its first row before either asks for the other's.
    const signal = () => {
      let give: () => void = () => undefined;
      const given = new Promise<void>((resolve) => {
        give = resolve;
      });
      return { give, given };
    };
    const [mineHolds, theirsHold] = [signal(), signal()];
    const mine = transact(by, now, async (tx, settle) => {
      tries++;
      await tx.execute(sql`select from code_allocation where code = ${a} for update`);
      mineHolds.give();
      await theirsHold.given;
      await tx.execute(sql`select from code_allocation where code = ${b} for update`);
      settle(yes(a));
    });
    const theirs = other.begin(async (tx) => {
      // This one waits longer than the other before it looks for a deadlock, so that the other is the one that is ended.
      await tx`set local deadlock_timeout = '30s'`;
      await tx`select from code_allocation where code = ${b} for update`;
      theirsHold.give();
      await mineHolds.given;
      await tx`select from code_allocation where code = ${a} for update`;
    });
    await Promise.all([mine, theirs]);
    expect(tries).toBe(2);
    expect(await read((tx) => tx.$count(auditEvent, sql`subject_id = ${a}`))).toBe(1);
  });
});

describe("disclose", () => {
  test("shows nothing when its entry cannot be committed or its rule says no", async () => {
    let opened = 0;
    const open = async () => {
      opened++;
      return "secret";
    };
    await expect(disclose(by, now, async () => denied(refuse("no")), open)).rejects.toThrow(Refused);
    expect(opened).toBe(0);
    const id = newId(now);
    expect(await disclose(by, now, async () => yes(id), open)).toBe("secret");
    await expect(disclose(by, now, async () => yes(id), open)).rejects.toThrow();
  });
});
