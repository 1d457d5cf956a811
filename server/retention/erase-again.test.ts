import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { closePools } from "../../db/client";
import { verifyLog } from "../audit/verify";
import { forgetConfig } from "../config";
import type { OperatorActor } from "../kernel/actor";
import { after, day, hour } from "../kernel/calendar";
import { newId } from "../kernel/id";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { refusalOf } from "../testing/refusal";
import type { KeptInput } from "./contract";
import { erasedListFile, readErasedList, record } from "./erased-list";
import type { Decided } from "./rules";
import { completeList, repeatErasure, showUndone, undoneErasures } from "./service/again";
import { confirmErasure } from "./service/erase";
import { placeLegalHold } from "./service/hold";
import { overview } from "./service/overview";
import { proposeErasure, returnErasure } from "./service/propose";
import { findEverywhere } from "./testing/search";
import { drain, now, past } from "./testing/world";
import { makeOtherWorld, ofGroup, ofReporter } from "./testing/world-others";

const urls = useDatabase();
const operator: OperatorActor = { kind: "operator", command: "erase again" };
const later = after(now, hour);
let world: Awaited<ReturnType<typeof makeOtherWorld>>;
let subjects: KeptInput[];
const erasures: string[] = [];
const databaseOf = (url: string) => new URL(url).pathname.slice(1);
const nameOfBackup = () => `${databaseOf(urls().appUrl)}_backup`;
const asSuperuser = async <T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> => {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 2 });
  }
};
const inDatabase = (url: string, name: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href;
const superUrl = (name: string) => inDatabase(urls().superUrl, name);
const codeOf = async (work: Promise<unknown>) => (await refusalOf(work))?.code ?? null;
const inBackup = <T>(work: (sql: postgres.Sql) => Promise<T>) => asSuperuser(superUrl(nameOfBackup()), work);

/** Copies the database, which nobody may use meanwhile. */
async function copy(from: string, to: string): Promise<void> {
  await closePools();
  await asSuperuser(superUrl("postgres"), (sql) =>
    sql.unsafe(`create database ${to} template ${from} owner docket_owner`),
  );
}

beforeAll(async () => {
  world = await makeOtherWorld();
  await asSuperuser(urls().superUrl, async (sql) => {
    await sql`update measure set state = 'lifted', ended_as = 'lifted', ended_at = ${past} where state = 'in_force'`;
    await sql`update webhook_delivery set state = 'delivered', delivered_at = now()`;
  });
  const reportId = world.other.ok ? world.other.reportId : "";
  subjects = [
    { kind: "group", id: world.group.id },
    { kind: "reporter", id: reportId },
    { kind: "account", id: world.person.subjectId },
  ];
  // The first is proposed before the backup is made, the others after it.
  const propose = async (subject: KeptInput) =>
    erasures.push((await proposeErasure(world.proposes, { ...subject, ground: "unlawful" }, now)).erasureId);
  await propose(subjects[0] as KeptInput);
  await copy(databaseOf(urls().appUrl), nameOfBackup());
  for (const subject of subjects.slice(1)) await propose(subject);
  for (const erasureId of erasures) await confirmErasure(world.confirms, { erasureId }, now);
});
afterAll(async () => {
  await closePools();
  await asSuperuser(superUrl("postgres"), (sql) =>
    sql.unsafe(`drop database if exists ${nameOfBackup()} with (force)`),
  );
});

describe("the list outside the database", () => {
  const decided: Decided = {
    erasure: newId(now),
    kind: "account",
    id: newId(now),
    ground: "unlawful",
    proposedBy: newId(now),
    proposedAt: now,
    confirmedBy: newId(now),
    at: now,
  };
  let kept: string;
  beforeEach(() => {
    kept = readFileSync(erasedListFile(), "utf8");
    return () => writeFileSync(erasedListFile(), kept);
  });

  it("holds ids and times of what two people confirmed, and nothing of anybody", () => {
    expect(readErasedList().listed.map(({ erasure, kind, isDone }) => ({ erasure, kind, isDone }))).toEqual(
      erasures.map((erasure, at) => ({ erasure, kind: subjects[at]?.kind, isDone: true })),
    );
    for (const text of [...Object.values(ofGroup), ...Object.values(ofReporter)]) expect(kept).not.toContain(text);
  });

  it("survives a write that was cut off, and says so", () => {
    appendFileSync(erasedListFile(), '{"t":"docket/erased/v1","state":"be');
    record(decided, "begun");
    expect(readErasedList()).toMatchObject({ damaged: 1 });
    expect(readErasedList().listed.at(-1)).toEqual({ ...decided, isDone: false });
    record(decided, "done");
    expect(readErasedList().listed.at(-1)).toEqual({ ...decided, isDone: true });
  });

  it("is made anew out of the database where it is lost", async () => {
    const before = readErasedList().listed;
    rmSync(erasedListFile());
    expect(readErasedList()).toEqual({ listed: [], damaged: 0 });
    expect(await completeList(new Date(0))).toBe(erasures.length);
    const byId = (a: Decided, b: Decided) => (a.erasure < b.erasure ? -1 : 1);
    expect([...readErasedList().listed].sort(byId)).toEqual([...before].sort(byId));
    expect(await completeList(new Date(0))).toBe(0);
  });

  it("asks for nothing while the database shows every erasure, nor for subjects that it does not know", async () => {
    record(decided, "done");
    expect(await undoneErasures()).toEqual([]);
  });
});

describe("after an older backup was restored", () => {
  beforeAll(async () => {
    await closePools();
    process.env.DOCKET_EMBEDDED_URL = inDatabase(urls().appUrl, nameOfBackup());
    process.env.DOCKET_EMBEDDED_OWNER_URL = inDatabase(urls().ownerUrl, nameOfBackup());
    forgetConfig();
  });

  it("what was erased is there again, and listed for those who erase", async () => {
    expect(await inBackup((sql) => findEverywhere(sql, [ofGroup.name]))).not.toEqual([]);
    const { undone, waiting } = await overview(world.proposes, later);
    expect(undone).toMatchObject({ total: 3, damaged: 0 });
    expect(undone.rows).toContainEqual(
      expect.objectContaining({
        erasure: erasures[0],
        kind: "group",
        code: world.group.code,
        at: now,
        proposedByName: "苏敏",
        confirmedByName: "方正",
        whyNot: null,
      }),
    );
    expect(waiting).toMatchObject([{ id: erasures[0] }]);
  });

  it("an erasure that began and was rolled back is not: the database knows its proposal", async () => {
    const [line] = readErasedList().listed;
    const kept = readFileSync(erasedListFile(), "utf8");
    writeFileSync(erasedListFile(), "");
    record(line as Decided, "begun");
    expect(await undoneErasures()).toEqual([]);
    record({ ...(line as Decided), erasure: newId(now) }, "begun");
    expect(await undoneErasures()).toHaveLength(1);
    writeFileSync(erasedListFile(), kept);
  });

  it("nothing is repeated that nobody decided, nor under a hold that came back", async () => {
    expect(await codeOf(repeatErasure(operator, newId(now), later))).toBe("retention.not_decided");
    const account = subjects[2] as KeptInput;
    const { holdId } = await placeLegalHold(world.confirms, { ...account, reason: "法院调取" }, later);
    expect(await codeOf(repeatErasure(operator, erasures[2] as string, later))).toBe("retention.held");
    expect((await showUndone(later)).rows.find(({ kind }) => kind === "account")?.whyNot?.en).toContain("legal hold");
    await inBackup(
      (sql) => sql`update legal_hold set lifted_at = ${later}, lifted_by = placed_by where id = ${holdId}`,
    );
  });

  it("the operator repeats each, once, and the log names the two people and when they decided", async () => {
    // One was turned down meanwhile by somebody who did not know: what had been erased is erased all the same.
    await returnErasure(world.confirms, { erasureId: erasures[0] as string }, later);
    expect((await undoneErasures()).map(({ erasure }) => erasure)).toEqual(erasures);
    for (const erasure of erasures) await repeatErasure(operator, erasure, later);
    expect(await undoneErasures()).toEqual([]);
    expect(await codeOf(repeatErasure(operator, erasures[0] as string, later))).toBe("retention.not_decided");
    const planted = [ofGroup.name, ofGroup.externalId, ofGroup.item, ofReporter.contact];
    expect(await inBackup((sql) => findEverywhere(sql, planted))).toEqual([]);
    const entries = await inBackup(
      (sql) => sql<{ actor: string; pub: Record<string, unknown> }[]>`
        select actor_ref as actor, body_json -> 'pub' as pub from audit_event where action = 'privacy.erased'`,
    );
    expect(entries.map(({ actor }) => actor)).toEqual(erasures.map(() => "operator:erase again"));
    const order = entries
      .map(({ pub }) => pub)
      .sort((a, b) => erasures.indexOf(`${a.erasure}`) - erasures.indexOf(`${b.erasure}`));
    expect(order).toEqual(
      erasures.map((erasure) =>
        expect.objectContaining({
          erasure,
          ground: "unlawful",
          proposedBy: `staff:${world.proposes.id}`,
          confirmedBy: `staff:${world.confirms.id}`,
          decidedAt: now.toISOString(),
        }),
      ),
    );
    await drain(after(later, day));
    expect(await read(() => verifyLog())).toMatchObject({ ok: true });
  });
});
