import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { logKeys } from "../server/audit/store-checkpoint";
import { fileKinds } from "../server/filings/contract";
import { isoDay } from "../server/kernel/calendar";
import { read } from "../server/read";
import { runDocket } from "./command";
import { peakMiB } from "./measure";
import { busyMonth, lastMonth, settleLog } from "./month";
import type { Person, World } from "./world";

export type Stage = {
  readonly stage: string;
  readonly seconds: number;
  readonly peakMiB: number | null;
  readonly MiB: number | null;
};

/** Lets the most memory that a process has held begin anew. Where the system refuses, the figure is that of its whole life. */
function forgetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, "5");
  } catch {
    // Not Linux, or not ours.
  }
}

/** Downloads to a file, as a browser does; bytes. */
const download = (world: World, person: Person, where: string, file: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const call = request(new URL(where, world.installation.url), { headers: { cookie: person.cookie } }, (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        reject(new Error(`${where} answered ${response.statusCode}`));
        return;
      }
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      pipeline(response, createWriteStream(file)).then(() => resolve(bytes), reject);
    });
    call.on("error", reject);
    call.end();
  });

/**
 * The disposition report on a month of so many measures, over tRPC and HTTP as two officers make it: draft, checks, seal
 * (all files are made then), each file, the bundle. At last the bundle is verified by the command line, which is not a
 * part of the goal.
 */
export async function filing(world: World, measures: number): Promise<Stage[]> {
  const now = new Date();
  const { start, end } = lastMonth(now);
  await busyMonth(world, measures, now);
  await settleLog(world);
  const [prepares, seals] = await world.people(2, ["compliance_officer"]);
  if (!prepares || !seals) throw new Error("nobody prepares and seals");
  await settleLog(world);
  const folder = mkdtempSync(path.join(tmpdir(), "docket-bench-filing-"));
  const pid = world.installation.web().pid as number;
  const stages: Stage[] = [];
  const stage = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    forgetPeak(pid);
    const began = performance.now();
    const result = await work();
    const seconds = (performance.now() - began) / 1_000;
    const bytes = typeof result === "number" ? result / 1_048_576 : null;
    stages.push({ stage: name, seconds, peakMiB: peakMiB(pid), MiB: bytes });
    return result;
  };
  try {
    const letter = {
      provider: "星渡网络科技有限公司",
      office: "省互联网信息办公室",
      letterNumber: "星渡函〔2026〕17号",
    };
    const period = { periodStart: isoDay(start), periodEnd: isoDay(end) };
    const { number } = (await stage("draft", () =>
      world.mutate(prepares, "filings.draft", { specification: "disposition", ...period, ...letter }),
    )) as { number: string };
    const waivers = { receipts: "平台仍在执行。", notices: "账号已注销。" };
    const { version } = (await stage("check", () =>
      world.mutate(prepares, "filings.check", { number, version: 1, waivers }),
    )) as { version: number };
    await stage("seal: every file", () => world.mutate(seals, "filings.seal", { number, version }));
    await settleLog(world);
    const get = (kind: string) => download(world, seals, `/filings/${number}/files/${kind}`, path.join(folder, kind));
    for (const kind of fileKinds) await stage(`download ${kind}`, () => get(kind));
    await stage("download bundle", () => get("bundle"));
    const origin = (await world.sql<{ origin: string }[]>`select origin from audit_log where closed_at is null`)[0]
      ?.origin;
    const [key] = await read((tx) => logKeys(tx, origin ?? ""));
    const verified = await runDocket(["filing", "verify", path.join(folder, "bundle"), "--vkey", key?.vkey ?? ""]);
    stages.push({ stage: "(bundle verified in the command line)", ...verified, MiB: null });
    return stages;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the goal is about: everything that the server did. */
export function together(stages: readonly Stage[]): { readonly seconds: number; readonly peakMiB: number } {
  const served = stages.filter(({ stage }) => !stage.startsWith("("));
  return {
    seconds: served.reduce((sum, { seconds }) => sum + seconds, 0),
    peakMiB: Math.max(...served.map((each) => each.peakMiB ?? 0)),
  };
}
