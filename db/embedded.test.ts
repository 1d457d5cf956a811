import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { endProcess, isAlive, isGoneWithin, markOf, type ProcessMark, takeLock } from "./alive";
import { EmbeddedInUse, type EmbeddedServer, runningEmbedded, startEmbedded } from "./embedded";

const dataDir = mkdtempSync(path.join(tmpdir(), "docket-embedded-"));
chmodSync(dataDir, 0o711);
const servers: EmbeddedServer[] = [];
const start = async () => {
  const server = await startEmbedded({ dataDir });
  servers.push(server);
  return server;
};

const ask = async (url: string, statement: string) => {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end({ timeout: 1 });
  }
};

/** Starts the server in a process of its own, which can be killed. */
async function startElsewhere(): Promise<{ owner: ChildProcess; postmaster: ProcessMark }> {
  const program = `import { startEmbedded } from "./db/embedded.ts";
    const server = await startEmbedded({ dataDir: process.env.PLANTED_DIR });
    process.send(server.postmasterPid());`;
  const owner = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
    env: { ...process.env, PLANTED_DIR: dataDir },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const [pid] = (await once(owner, "message")) as [number];
  return { owner, postmaster: markOf(pid) };
}

const killed = async (owner: ChildProcess) => {
  owner.kill("SIGKILL");
  await once(owner, "exit");
};

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

describe("the embedded database", () => {
  it("keeps its data over a stop, with roles that own and that use", async () => {
    const first = await start();
    await ask(first.ownerUrl, "create table kept (a text); insert into kept values ('here')");
    await ask(first.ownerUrl, "grant select on kept to docket_app");
    expect(runningEmbedded(dataDir)?.appUrl).toBe(first.appUrl);
    await first.stop();
    expect(runningEmbedded(dataDir)).toBeNull();
    const second = await start();
    expect(await ask(second.appUrl, "select a from kept")).toEqual([{ a: "here" }]);
    await expect(ask(second.appUrl, "drop table kept")).rejects.toMatchObject({ code: "42501" });
    await expect(ask(second.appUrl.replace(/:[0-9a-f]+@/, ":wrong@"), "select 1")).rejects.toMatchObject({
      code: "28P01",
    });
    const [settings] = await ask(second.superUrl, "select current_setting('fsync') as fsync, version() as version");
    expect(settings).toMatchObject({ fsync: "on", version: expect.stringMatching(/^PostgreSQL 18\./) });
  });

  it("ends when its owner is killed, and starts again", async () => {
    const { owner, postmaster } = await startElsewhere();
    await killed(owner);
    expect(await isGoneWithin(postmaster, 10)).toBe(true);
    const again = await start();
    expect(await ask(again.appUrl, "select a from kept")).toEqual([{ a: "here" }]);
  });

  it("loses no committed row when owner and server are killed together", async () => {
    const { owner, postmaster } = await startElsewhere();
    const urls = runningEmbedded(dataDir);
    await ask(urls?.ownerUrl ?? "", "insert into kept values ('committed')");
    process.kill(postmaster.pid, "SIGKILL");
    await killed(owner);
    expect(await isGoneWithin(postmaster, 10)).toBe(true);
    const again = await start();
    expect(await ask(again.appUrl, "select count(*)::int as n from kept")).toEqual([{ n: 2 }]);
  });

  it("belongs to one live process at a time", async () => {
    const { owner, postmaster } = await startElsewhere();
    await expect(startEmbedded({ dataDir })).rejects.toThrow(EmbeddedInUse);
    expect(isAlive(postmaster)).toBe(true);
    await killed(owner);
    expect(await isGoneWithin(postmaster, 10)).toBe(true);
  });

  it("starts although the number in a left-over pid file belongs to another program now", async () => {
    await (await start()).stop();
    writeFileSync(path.join(dataDir, "postgres", "postmaster.pid"), `${process.pid}\n/elsewhere\n`);
    const again = await start();
    expect(again.postmasterPid()).not.toBe(process.pid);
  });

  it("of a copied data directory is another one, on its own files", async () => {
    await (await start()).stop();
    const copy = `${dataDir}-copy`;
    cpSync(dataDir, copy, { recursive: true, preserveTimestamps: true });
    chmodSync(copy, 0o711);
    const { uid, gid } = statSync(path.join(dataDir, "postgres"));
    spawnSync("chown", ["-R", `${uid}:${gid}`, path.join(copy, "postgres")]);
    const [original, copied] = [await start(), await startEmbedded({ dataDir: copy })];
    servers.push(copied);
    expect(copied.home).toBe(copy);
    expect(copied.appUrl).not.toBe(original.appUrl);
    expect(await ask(copied.appUrl, "select count(*)::int as n from kept")).toEqual([{ n: 2 }]);
    await copied.stop();
    rmSync(copy, { recursive: true });
  });

  it("says when its files know another password, and ends again", async () => {
    await (await start()).stop();
    const memory = path.join(dataDir, "postgres.json");
    const kept = readFileSync(memory, "utf8");
    writeFileSync(memory, kept.replace(/("superPassword": ")[0-9a-f]+/, "$1other"));
    await expect(startEmbedded({ dataDir })).rejects.toThrow(/another password/);
    writeFileSync(memory, kept);
    expect(await ask((await start()).appUrl, "select count(*)::int as n from kept")).toEqual([{ n: 2 }]);
  });

  it("says through `exited` that it was killed", async () => {
    const server = await start();
    process.kill(server.postmasterPid() ?? 0, "SIGKILL");
    await expect(server.exited).resolves.toBeUndefined();
  });
});

describe("a lock file", () => {
  const file = path.join(dataDir, "some.lock");

  it("is taken over from a process that is gone, or from another that got its number", () => {
    writeFileSync(file, JSON.stringify({ pid: process.ppid, startedAt: "long ago" }));
    expect(takeLock(file)).toBeNull();
    writeFileSync(file, '{"pid":');
    expect(takeLock(file)).toBeNull();
  });

  it("is not taken from a live one", () => {
    writeFileSync(file, JSON.stringify(markOf(process.ppid)));
    expect(takeLock(file)).toEqual(markOf(process.ppid));
  });

  it("is nothing to a process that ends only when killed", async () => {
    const stubborn = spawn(
      process.execPath,
      ["-e", "process.on('SIGTERM',()=>{});process.send(1);setInterval(()=>{},9e3)"],
      {
        stdio: ["ignore", "ignore", "ignore", "ipc"],
      },
    );
    await once(stubborn, "message");
    const mark = markOf(stubborn.pid ?? 0);
    await endProcess(mark, [
      ["SIGTERM", 0.2],
      ["SIGKILL", 5],
    ]);
    expect(isAlive(mark)).toBe(false);
  });
});
