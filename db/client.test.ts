import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type Socket } from "node:net";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { forgetConfig } from "../server/config";
import { useDatabase } from "../server/testing/database";
import { closePools, writeDatabase } from "./client";

const urls = useDatabase();
const through = new Set<Socket>();
let server: Server;
let superuser: postgres.Sql;

/** The pool reaches the database over a door of ours, which can be slammed. */
beforeAll(async () => {
  superuser = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
  const target = new URL(urls().appUrl);
  server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    through.add(near);
    near.on("close", () => through.delete(near));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.pipe(other);
      one.on("error", () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const door = new URL(target);
  door.port = String((server.address() as AddressInfo).port);
  await closePools();
  process.env.DOCKET_EMBEDDED_URL = door.href;
  forgetConfig();
});
afterAll(async () => {
  await closePools();
  await superuser.end();
  server.close();
});

/** Something that is waited for, and its end. */
function signal() {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

const tearings = [
  ["torn off", (socket: Socket) => socket.resetAndDestroy()],
  ["closed", (socket: Socket) => socket.destroy()],
] as const;

it.each(tearings)("works on at once after all its connections were %s in the middle of their work", async (_, tear) => {
  const isTorn = signal();
  const began: Promise<void>[] = [];
  const works = Array.from({ length: 8 }, () => {
    const begun = signal();
    began.push(begun.given);
    return writeDatabase()
      .transaction(async (tx) => {
        await tx.execute(sql`select 1`);
        begun.give();
        await isTorn.given;
      })
      .then(
        () => "done",
        () => "torn",
      );
  });
  await Promise.all(began);
  for (const socket of through) tear(socket);
  expect(new Set(await Promise.all(works))).toEqual(new Set(["torn"]));
  isTorn.give();
  const begin = performance.now();
  await Promise.all(Array.from({ length: 20 }, () => writeDatabase().transaction((tx) => tx.execute(sql`select 1`))));
  expect(performance.now() - begin).toBeLessThan(4_000);
});

it.each(tearings)(
  "survives work that passes over a connection that was %s, and does not call it done",
  async (_, tear) => {
    const works = Array.from({ length: 8 }, () =>
      writeDatabase()
        .transaction(async (tx) => {
          await tx.execute(sql`select pg_sleep(30)`).catch(() => undefined);
        })
        .then(
          () => "done",
          () => "torn",
        ),
    );
    await vi.waitFor(async () => {
      const asleep = await superuser`
      select from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`;
      expect(asleep).toHaveLength(8);
    }, 10_000);
    for (const socket of through) tear(socket);
    expect(new Set(await Promise.all(works))).toEqual(new Set(["torn"]));
    await writeDatabase().transaction((tx) => tx.execute(sql`select 1`));
    await superuser`select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`;
  },
);

it("says at once that there is nobody, and works again when there is", async () => {
  const { port } = server.address() as AddressInfo;
  const isClosed = new Promise((resolve) => server.close(resolve));
  for (const socket of through) socket.resetAndDestroy();
  await isClosed;
  const ask = () => writeDatabase().transaction((tx) => tx.execute(sql`select 1`));
  const begin = performance.now();
  await expect(ask()).rejects.toMatchObject({ code: "ECONNREFUSED" });
  expect(performance.now() - begin).toBeLessThan(12_000);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await vi.waitFor(ask, 10_000);
});
