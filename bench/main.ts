import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { Command } from "commander";
import { closePools } from "../db/client";
import { bareSql } from "./bare";
import { filing, together } from "./filing";
import { ingest, ingestBulk } from "./ingest";
import { queue } from "./queue";
import { claim, decide } from "./reviewing";
import { sequence } from "./sequence";
import { verifyBundles } from "./verify";
import { verifyLogFiles } from "./verify-log";
import { startWorld } from "./world";

const names = ["ingest", "ingest-bulk", "queue", "claim", "decide", "sequence", "filing", "verify"] as const;
type Name = (typeof names)[number];

const command = new Command("bench")
  .description("Measures Docket over its real surface, beside the bare SQL of the same work in the same run.")
  .option("--only <name>", `one of ${names.join(", ")}`)
  .option("--json <file>", "writes everything that was measured")
  .option("--scale <number>", "1: the sizes of the goals; 0.01: a quick look", "1")
  .parse();
const { only, json, scale: scaleText } = command.opts<{ only?: string; json?: string; scale: string }>();
const scale = Number(scaleText);
if (!(scale > 0 && scale <= 1)) command.error("--scale takes a number above 0, at most 1");
if (only && !names.some((name) => name === only)) command.error(`--only takes one of ${names.join(", ")}`);
const wanted = (name: Name) => !only || only === name;

let world = await startWorld();
const results: Record<string, unknown> = { machine: { cores: cpus().length, node: process.version }, scale };
const seconds = Math.max(1, Math.round(6 * scale));
const sized = (count: number) => Math.max(50, Math.round(count * scale));
const show = (title: string, rows: readonly object[]) => {
  console.log(`\n${title}`);
  console.table(
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          typeof value === "number" ? Number(value.toPrecision(4)) : value,
        ]),
      ),
    ),
  );
};
const floors: { name: string; value: number; floor: number; met: boolean }[] = [];
const floor = (name: string, value: number, least: number, atMost = false) =>
  floors.push({ name, value, floor: least, met: atMost ? value <= least : value >= least });

try {
  const bare = await bareSql(world, seconds);
  results.bare = bare;
  show("bare SQL (one event inserted, one state updated, one durable commit); ratios are to the transaction", bare);
  const bareAt = (clients: number) =>
    bare.find((row) => row.form === "transaction" && row.clients === clients)?.rate ?? Number.NaN;
  const ratios = <Row extends { clients: number; rate: number }>(rows: readonly Row[]) =>
    rows.map((row) => ({ ...row, ofBare: row.rate / bareAt(row.clients) }));

  if (wanted("ingest")) {
    const rows = ratios(await ingest(world, seconds));
    results.ingest = rows;
    show("ingest: POST /api/v1/reports", rows);
    for (const row of rows) floor(`ingest, ${row.kind} subject, ${row.clients} clients, of bare SQL`, row.ofBare, 0.04);
  }
  if (wanted("ingest-bulk")) {
    const rows = await ingestBulk(world, sized(10_000));
    results.ingestBulk = rows;
    show("ingest-bulk: POST /api/v1/reports/bulk", rows);
  }
  if (wanted("decide")) {
    const rows = ratios(await decide(world, sized(1_500)));
    results.decide = rows;
    show("decide: a decision with one measure", rows);
    for (const row of rows) floor(`decide, ${row.clients} people, of bare SQL`, row.ofBare, 0.025);
  }
  if (wanted("claim")) {
    const row = await claim(world, sized(1_000));
    results.claim = row;
    show("claim: claim-next by 16 people", [row]);
    floor("claim, handed out twice", row.handedOutTwice, 0, true);
  }
  if (wanted("sequence")) {
    const row = await sequence(world, sized(200_000));
    results.sequence = row;
    show("sequence: pending entries into leaves", [row]);
  }
  if (wanted("filing")) {
    const measures = sized(100_000);
    const stages = await filing(world, measures);
    const { seconds, peakMiB } = together(stages);
    results.filing = { measures, stages, seconds, peakMiB };
    show(`filing: a report on ${measures} measures; memory of the server`, stages);
    floor("filing, all files and the bundle, seconds", seconds, 60, true);
    floor("filing, memory of the server, MiB", peakMiB, 512, true);
  }
  if (wanted("verify")) {
    const log = await verifyLogFiles(world, sized(1_000_000));
    show("verify: the whole log from its exported tiles, beside hashing alone", [log]);
    floor("verify, the log from its tiles, of hashing alone", log.ofHashing, 3, true);
    const bundle = await verifyBundles(sized(100_000));
    show("verify: the bundle of a filing, in the command line and on the page", [bundle]);
    results.verify = { log, bundle };
  }
  if (wanted("queue")) {
    // Its sizes are of the whole table, so it has one of its own.
    await closePools();
    await world.stop();
    world = await startWorld();
    const { measured, flatness } = await queue(
      world,
      [10_000, 100_000, 1_000_000].map((size) => Math.max(2_000, Math.round(size * scale))),
      sized(300),
    );
    results.queue = { measured, flatness };
    show("queue: a page over tRPC, 1 client", measured);
    show("queue: p50 of the largest table by that of the smallest", flatness);
    for (const row of flatness) floor(`queue, ${row.what}, largest by smallest`, row.ratio, 1.5, true);
  }
  results.floors = floors;
  show("floors", floors);
} finally {
  await closePools();
  await world.stop();
}
if (json) writeFileSync(json, `${JSON.stringify(results, null, 2)}\n`);
process.exit(floors.every((row) => row.met) ? 0 : 1);
