import { claimCase } from "../server/cases/service/claim";
import { receiveReports } from "../server/cases/service/receive";
import { load, type Measured } from "./measure";
import type { Person, World } from "./world";

const operator = { kind: "operator", command: "bench" } as const;

/** Opens cases about accounts nobody has heard of. */
async function openCases(prefix: string, count: number): Promise<void> {
  for (let at = 0; at < count; at += 500)
    await receiveReports(
      operator,
      Array.from({ length: Math.min(500, count - at) }, (_, place) => ({
        subject: { type: "account" as const, externalId: `${prefix}-${at + place}` },
        category: "spam_advertising",
        source: "in_app" as const,
      })),
      new Date(),
    );
}

type Lease = { caseId: string; number: number; token: string } | null;

/** 16 people call claim-next until a thousand cases are done; nothing may be handed out twice. */
export async function claim(world: World, count: number) {
  await world.sql`truncate claim`;
  await openCases(`claim-${Date.now()}`, count);
  const people = await world.people(16, ["moderator", "lead"]);
  const handed = new Map<string, number>();
  const measured = await load(
    16,
    { count, seconds: 120 },
    async (client) => {
      const lease = (await world.mutate(people[client] as Person, "cases.claimNext", {})) as Lease;
      if (!lease) return false;
      handed.set(lease.caseId, (handed.get(lease.caseId) ?? 0) + 1);
      return true;
    },
    world.watched,
  );
  return {
    ...measured,
    handedOut: handed.size,
    handedOutTwice: [...handed.values()].filter((times) => times > 1).length,
  };
}

/** A decision with one measure, by 1 and by 16 people; each case was claimed before the clock starts. */
export async function decide(world: World, count: number) {
  const measured: (Measured & { clients: number })[] = [];
  for (const clients of [1, 16]) {
    const people = await world.people(clients, ["moderator"]);
    const prefix = `decide-${clients}-${Date.now()}`;
    await openCases(prefix, count);
    const found = await world.sql<{ id: string; round: number; subject_id: string }[]>`
      select c.id, c.round, c.subject_id from docket_case c join account a on a.id = c.subject_id
      where a.external_id like ${`${prefix}-%`} and c.waiting order by c.id limit ${count}`;
    const held: { by: Person; input: unknown }[] = [];
    for (const [at, row] of found.entries()) {
      const by = people[at % clients] as Person;
      const lease = await claimCase(by.actor, { caseId: row.id }, new Date());
      held.push({
        by,
        input: {
          caseId: row.id,
          round: row.round,
          claimToken: lease.token,
          finding: "violates",
          clauses: ["spam_advertising"],
          facts: "短时间内在多个群重复发布同一广告。",
          measures: [
            {
              key: "warn",
              subject: { kind: "account", id: row.subject_id },
              standing: "subject",
              parameters: {},
              days: null,
            },
          ],
        },
      });
    }
    measured.push({
      clients,
      ...(await load(
        clients,
        { count: held.length, seconds: 90 },
        async (_, turn) => {
          const each = held[turn];
          if (!each) return false;
          await world.mutate(each.by, "enforcement.decide", each.input);
          return true;
        },
        world.watched,
      )),
    });
  }
  return measured;
}
