import { sql } from "drizzle-orm";
import postgres from "postgres";
import { beforeAll, describe, expect, it } from "vitest";
import { outbox } from "../../db/schema";
import type { StaffActor } from "../kernel/actor";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, entriesOf, type OpenCase, onSubject, reportedCase, rowsOf } from "../testing/enforcement";
import { publishDefault } from "../testing/reports";
import { sqlState } from "../transact";
import { decide } from "./service/decide";

const urls = useDatabase();
const now = testNow();
let moderator: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
});

let made = 0;
const groupCase = (given: Parameters<typeof reportedCase>[0] | null = null): Promise<OpenCase> =>
  reportedCase(given ?? { subject: { type: "group", externalId: `g-${++made}` } }, now);

describe("invariant 2, defect 18 (two people decide the same case; both acts are logged and the last write wins)", () => {
  it("lets 16 people at one case make exactly one decision", async () => {
    const found = await groupCase();
    const input = await claimed(moderator, found, { measures: [onSubject(found, "suspend_posting", 7)] }, now);
    const people = await Promise.all(
      Array.from({ length: 15 }, (_, at) => makePerson(["moderator"], `审核员${at}`, now)),
    );
    const tries = await Promise.allSettled([moderator, ...people].map((by) => decide(by, input, now)));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    // The same person twice, from two tabs with the same token.
    const second = await groupCase();
    const same = await claimed(moderator, second, { finding: "does_not", facts: "" }, now);
    const tabs = await Promise.allSettled(Array.from({ length: 16 }, () => decide(moderator, same, now)));
    expect(tabs.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const id of [found.id, second.id]) {
      expect((await rowsOf(id)).decisions).toHaveLength(1);
      expect((await entriesOf(id)).filter(({ action }) => action === "decision.taken")).toHaveLength(1);
    }
  });
});

describe("invariant 5, defect 19 (two stores, not atomic), defect 20 (enforcement is fire-and-forget), defect 12 (notices before the audit commits)", () => {
  it("commits decision, measures, entries, notices and orders together: each names an entry of the same act", async () => {
    const found = await groupCase();
    const input = await claimed(moderator, found, { measures: [onSubject(found, "suspend_posting", 7)] }, now);
    await decide(moderator, input, now);
    const [counts] = await read((tx) =>
      tx.execute<{ orphans: number }>(sql`
        select (
          (select count(*) from decision d left join audit_event e on e.id = d.event_id where e.id is null)
          + (select count(*) from measure m left join audit_event e on e.id = m.event_id where e.id is null)
          + (select count(*) from notice n left join audit_event e on e.id = n.event_id where e.id is null)
          + (select count(*) from outgoing o left join audit_event e on e.id = o.event_id where e.id is null)
          + (select count(*) from measure m where not exists (
              select from outgoing o where o.measure_id = m.id and o.type = 'measure.ordered'))
        )::int as orphans`),
    );
    expect(counts?.orphans).toBe(0);
  });

  it("leaves nothing half-written when the last statement fails", async () => {
    const found = await groupCase();
    const input = await claimed(moderator, found, { measures: [onSubject(found, "suspend_posting", 7)] }, now);
    const before = await read((tx) => tx.$count(outbox));
    const superuser = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
    // Entries are written last, together with the effects.
    await superuser`alter table audit_pending add constraint nothing_more check (false) not valid`;
    expect(sqlState(await decide(moderator, input, now).catch((error: unknown) => error))).toBe("23514");
    await superuser`alter table audit_pending drop constraint nothing_more`;
    await superuser.end();
    expect(await rowsOf(found.id)).toMatchObject({
      decisions: [],
      measures: [],
      orders: [],
      case: { state: "open", version: 1 },
    });
    expect(await read((tx) => tx.$count(outbox))).toBe(before);
    expect(await decide(moderator, input, now)).toMatchObject({ state: "effective" });
  });
});
