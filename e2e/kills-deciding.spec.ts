import { once } from "node:events";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, type PlaywrightWorkerArgs, test } from "@playwright/test";
import postgres from "postgres";
import { runningEmbedded } from "../db/embedded";
import { type Dice, seeded } from "../server/testing/dice";
import { type Asker, askAs } from "./world/ask";
import { approveAll, decideOne, type Known, type Wish } from "./world/deciders";
import { noticedBy, unseenFaults, unsettledIn, wrongIn } from "./world/kept-whole";
import { startPlatform } from "./world/platform";
import { signIn } from "./world/sign-in";
import { kill, wholeDocket } from "./world/whole";

/**
 * Web, worker and database are killed with -9 while people decide, a second person approves, measures end and messages
 * leave. `DOCKET_CAMPAIGN=full` does it at full size; `KILLS_SEED` does one again, as far as a machine's timing lets it.
 */
const isFull = process.env.DOCKET_CAMPAIGN === "full";
const size = isFull ? { ending: 150, deciding: 500, between: 20 } : { ending: 15, deciding: 45, between: 6 };
const seed = Number(process.env.KILLS_SEED ?? Date.now() % 1_000_000);
const clients = 4;
const dayMs = 86_400_000;
/** What is decided first lasts a day, and lives so long before this one that it ends while the rest is decided. */
const leadMs = isFull ? 45_000 : 22_000;

const dataDir = path.join(tmpdir(), `docket-kills-deciding-${process.pid}`);
const docket = wholeDocket(dataDir, 35_000 + (process.pid % 10_000));
const password = "a password of this test alone";
const people = {
  lead: "lead",
  ...Object.fromEntries(Array.from({ length: clients }, (_, at) => [`m${at}`, "moderator"])),
};

test.describe.configure({ timeout: isFull ? 1_800_000 : 480_000 });
test.afterAll(async () => {
  await docket.stopAll();
  rmSync(dataDir, { recursive: true, force: true });
});

const pause = () => wait(100);
const addressOf = (name: string) => `${name}@docket.test`;

type Team = { readonly lead: Asker; readonly moderators: readonly Asker[]; readonly leave: () => Promise<unknown> };

/** Everybody at her own browser. */
async function gather(playwright: PlaywrightWorkerArgs["playwright"]): Promise<Team> {
  const seats = await Promise.all(
    Object.keys(people).map(async (name) => {
      const request = await playwright.request.newContext({ baseURL: docket.url, timeout: 15_000 });
      await signIn(request, addressOf(name), password);
      return { ask: askAs(request, docket.url), request };
    }),
  );
  const [lead, ...moderators] = seats.map(({ ask }) => ask) as [Asker, ...Asker[]];
  return { lead, moderators, leave: () => Promise.all(seats.map(({ request }) => request.dispose())) };
}

/** Opens a case about each of so many subjects: of ten, six accounts and four groups, which two of are to be closed. */
async function report(key: string, name: string, many: number): Promise<void> {
  const lines = Array.from({ length: many }, (_, at) =>
    JSON.stringify({
      externalId: `${name}-${at}`,
      subject: { type: at % 5 < 3 ? "account" : "group", externalId: `${name}-${at}` },
      category: "fraud_fake_trade",
      source: "in_app",
      evidence: [{ kind: "text", role: "reported", text: "先付定金，私下转账。" }],
    }),
  );
  const answer = await fetch(`${docket.url}/api/v1/reports/bulk`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" },
    body: lines.join("\n"),
  });
  expect([answer.status, (await answer.text()).trim().split("\n").length]).toEqual([200, many]);
}

async function wishesOf(sql: postgres.Sql, name: string): Promise<Wish[]> {
  const rows = await sql<{ id: string; kind: "group" | "account"; subject: string; nth: number }[]>`
    select c.id, c.subject_kind as kind, c.subject_id as subject, split_part(r.external_id, '-', 2)::int as nth
    from docket_case c join report r on r.case_id = c.id where r.external_id like ${`${name}-%`} order by nth`;
  return rows.map(({ id, kind, subject, nth }): Wish => {
    const isClosed = name !== "ending" && nth % 5 === 4;
    return {
      caseId: id,
      subject: { kind, id: subject },
      key: isClosed ? "close_group" : "suspend_posting",
      isDanger: isClosed && nth % 10 === 4,
      days: isClosed ? null : name === "ending" ? 1 : 1 + (nth % 7),
    };
  });
}

/** Has every wish decided, by several people at once, and what is severe approved by another. */
async function decideAll(
  { lead, moderators }: Team,
  wishes: readonly Wish[],
  dice: Dice,
  isHurried: boolean,
  known: Known[],
): Promise<void> {
  const left = [...wishes];
  let isOver = false;
  const approving = approveAll(lead, () => isOver, pause);
  const deciding = moderators.map(async (ask) => {
    for (let wish = left.shift(); wish; wish = left.shift())
      known.push(await decideOne(ask, wish, dice, isHurried, pause));
  });
  await Promise.all(deciding).finally(() => {
    isOver = true;
  });
  await approving;
}

type Victim = "web" | "worker" | "database";

/** Kills one of the three; false where it is down already, from the blow before or with another. */
function hits(victim: Victim): boolean {
  try {
    const [web, worker] = docket.marksOfChildren();
    if (!web || !worker) return false;
    kill(victim === "web" ? web : victim === "worker" ? worker : docket.postmaster());
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ESRCH" || code === "ENOENT") return false;
    throw error;
  }
}

/** Kills some of the three, each about as often as the others, one time in four two at once. */
function killer(dice: Dice) {
  let bag: Victim[] = [];
  const next = (): Victim => {
    if (bag.length === 0) bag = ["web", "worker", "database"];
    return bag.splice(dice.below(bag.length), 1)[0] as Victim;
  };
  const fallen: Victim[] = [];
  return {
    fallen,
    strike: async (): Promise<void> => {
      await wait(dice.below(400));
      for (const victim of new Set(dice.chance(0.25) ? [next(), next()] : [next()])) {
        await expect.poll(() => hits(victim), { timeout: 60_000, message: `${victim} is up, and falls` }).toBe(true);
        fallen.push(victim);
      }
    },
  };
}

test("Whatever is killed while people decide, no decision, expiry or message is lost or doubled", async ({
  playwright,
}) => {
  process.stdout.write(`kills while deciding: KILLS_SEED=${seed}\n`);
  const dice = seeded(seed);
  let behindMs = dayMs - leadMs;
  const clock = () => new Date(Date.now() - behindMs);
  const yesterday = { DOCKET_NOW: clock().toISOString(), DOCKET_ALLOW_PRIVATE_WEBHOOKS: "on" };
  const today = { DOCKET_ALLOW_PRIVATE_WEBHOOKS: "on" };

  const first = docket.start(yesterday);
  await docket.served(first);
  const made = await docket.operator(
    ["key", "create", "--name", "all", "--scope", "reports:write", "--scope", "orders:write", "--source", "in_app"],
    yesterday,
  );
  const key = /\b(dk_)?[A-Za-z0-9_-]{32,}\b/.exec(made.out)?.[0] ?? "";
  const platform = await startPlatform(docket.url, key, clock, 150);
  const added = await Promise.all([
    docket.operator(["endpoint", "create", platform.url], yesterday),
    ...Object.entries(people).map(([name, role]) =>
      docket.operator(
        ["staff", "add", addressOf(name), "--name", name, "--role", role, "--password-stdin"],
        yesterday,
        `${password}\n`,
      ),
    ),
  ]);
  expect(added.map(({ code, err }) => (code === 0 ? "" : err)).join("")).toBe("");
  platform.trust(added[0].out.trim());
  await report(key, "ending", size.ending);
  await report(key, "deciding", size.deciding);

  const connect = () => {
    const urls = runningEmbedded(dataDir);
    if (!urls) throw new Error("the database is not running");
    return postgres(urls.superUrl, { max: 1, onnotice: () => undefined });
  };
  let sql = connect();
  const [ending, deciding] = [await wishesOf(sql, "ending"), await wishesOf(sql, "deciding")];
  expect([ending.length, deciding.length]).toEqual([size.ending, size.deciding]);
  const known: Known[] = [];
  const before = await gather(playwright);
  await decideAll(before, ending, dice, false, known);
  await before.leave();
  await sql.end({ timeout: 1 });
  first.process.kill("SIGTERM");
  await once(first.process, "exit");

  behindMs = 0;
  const second = docket.start(today);
  await docket.served(second);
  const team = await gather(playwright);
  const { fallen, strike } = killer(dice);
  let isOver = false;
  const killing = (async () => {
    for (let at = known.length; !isOver; ) {
      // The first blow falls while measures end, the others as decisions go on.
      await expect
        .poll(() => isOver || fallen.length === 0 || known.length >= at, {
          timeout: 120_000,
          message: "decisions go on",
        })
        .toBe(true);
      if (isOver) return;
      at = known.length + size.between;
      await strike();
    }
  })();
  await decideAll(team, deciding, dice, true, known).finally(() => {
    isOver = true;
  });
  await killing;
  await team.leave();
  await expect.poll(docket.isReady, { timeout: 60_000 }).toBe(true);

  sql = connect();
  try {
    await expect
      .poll(() => unsettledIn(sql, platform.arrived.length), { timeout: 240_000, message: "everything settles" })
      .toEqual([]);
    expect(await wrongIn(sql)).toEqual([]);
    expect(await unseenFaults(sql)).toEqual([]);
    const stored = await sql<{ id: string; caseId: string }[]>`select id, case_id as "caseId" from decision`;
    const decided = new Map(stored.map(({ id, caseId }) => [caseId, id]));
    for (const each of known)
      if (each.end === "answered") expect(decided.get(each.wish.caseId)).toBe(each.decisionId);
      else if (each.end === "found made") expect(decided.has(each.wish.caseId)).toBe(true);
    expect(known).toHaveLength(size.ending + size.deciding);

    const messages = await sql<{ id: string }[]>`select id from outgoing`;
    expect(new Set(platform.arrived.map(({ id }) => id))).toEqual(new Set(messages.map(({ id }) => id)));
    expect(noticedBy(platform.arrived)).toEqual([]);
    expect(platform.refused).toEqual([]);
    const [{ ended = 0 } = {}] = await sql<{ ended: number }[]>`
      select count(*)::int as ended from measure where state = 'expired'`;
    expect(ended).toBeGreaterThanOrEqual(size.ending);
    const suspended = await sql<{ caseId: string }[]>`select case_id as "caseId" from measure where provisional`;
    const dangers = known.filter(({ wish }) => wish.isDanger && decided.has(wish.caseId));
    expect(suspended.map(({ caseId }) => caseId).sort()).toEqual(dangers.map(({ wish }) => wish.caseId).sort());
    expect(suspended.length).toBeGreaterThan(0);
    expect(new Set(fallen)).toEqual(new Set(["web", "worker", "database"]));

    const many = (end: Known["end"]) => known.filter((each) => each.end === end).length;
    const again = [...platform.heard.values()].filter((times) => times > 1).length;
    process.stdout.write(
      `kills, seed ${seed}: ${fallen.length} (${["web", "worker", "database"].map((victim) => `${fallen.filter((each) => each === victim).length} ${victim}`).join(", ")}); ` +
        `${stored.length} decisions (${many("answered")} answered, ${many("found made")} found made, ${many("unknown")} unknown), ` +
        `${ended} expiries, ${suspended.length} provisional suspensions, ${messages.length} messages, ${again} of them heard more than once\n`,
    );
  } finally {
    await sql.end({ timeout: 1 });
    await platform.stop();
  }
  const verified = await docket.operator(["audit", "verify"], today);
  expect(verified.code, `${verified.out}${verified.err}`).toBe(0);
});
