import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { count, countDistinct, eq, isNotNull } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { caseRow, evidence, group, intakePayload, report } from "../../db/schema";
import { clock } from "../config";
import { open } from "../privacy/seal";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { publishDefault } from "../testing/reports";
import { ImportMap } from "./import-contract";
import { mapRow } from "./rules-import";
import { importOrigin, importPayloads, importRows } from "./service/import";
import { FileFault } from "./service/import-rows";

useDatabase();
beforeAll(() => publishDefault(clock()));
const folder = mkdtempSync(path.join(tmpdir(), "docket-import-"));
afterAll(() => rmSync(folder, { recursive: true }));

const shared = path.resolve(import.meta.dirname, "../../../shared/data");
const cold = path.join(shared, "content/cold-dev.csv");
const synapse = path.join(shared, "intake/synapse/event_reports.json");
const coldMap = ImportMap.parse(
  JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../../e2e/imports/cold.json"), "utf8")),
);

const file = (name: string, content: string | Buffer) => {
  const full = path.join(folder, name);
  writeFileSync(full, content);
  return full;
};

function run(isDryRun = false) {
  const refused: [string, string | undefined][] = [];
  return {
    isDryRun,
    refused,
    onRefused: (place: string, { fields }: { fields: readonly { pointer: string }[] }) =>
      void refused.push([place.replace(`${folder}/`, ""), fields[0]?.pointer]),
    onProgress: () => undefined,
  };
}

it.skipIf(!existsSync(cold))(
  "brings in all 6,431 rows of the COLD file, to the row, and none of them twice",
  async () => {
    const counts = await importRows([cold], coldMap, clock, run());
    expect(counts).toEqual({ read: 6_431, received: 6_431, repeats: 0, known: 0, refused: 0 });
    const [stored] = await read((tx) =>
      tx
        .select({ reports: count(), groups: countDistinct(report.groupId), authors: countDistinct(report.subjectId) })
        .from(report)
        .where(eq(report.origin, "import:cold-dev")),
    );
    expect(stored).toEqual({ reports: 6_431, groups: 300, authors: 2_000 });
    const [cases] = await read((tx) =>
      tx.select({ n: count() }).from(caseRow).where(eq(caseRow.subjectKind, "account")),
    );
    expect(cases?.n).toBe(2_000);
    const [items] = await read((tx) => tx.select({ n: count() }).from(evidence).where(isNotNull(evidence.text)));
    expect(items?.n).toBe(6_431);
    const again = await importRows([cold], coldMap, clock, run());
    expect(again).toEqual({ read: 6_431, received: 0, repeats: 0, known: 6_431, refused: 0 });
  },
  60_000,
);

it.skipIf(!existsSync(synapse))(
  "brings in what Synapse emitted, with its rooms by name, and keeps the payload sealed",
  async () => {
    const origin = await importOrigin("synapse", undefined, "in_app");
    expect(await importPayloads([synapse], origin, clock, run())).toMatchObject({ read: 2, received: 2, refused: 0 });
    expect(await importPayloads([synapse], origin, clock, run())).toMatchObject({ read: 2, received: 0, known: 2 });
    const names = await read((tx) => tx.select({ name: group.name, id: group.externalId }).from(group));
    expect(names).toContainEqual({ id: "!ERAgBpSOcCCuTJqQPk:matrix.org", name: "Matrix HQ (#alias1:matrix.org)" });
    const payloads = await read((tx) => tx.select().from(intakePayload));
    expect(payloads).toHaveLength(1);
    const [payload] = payloads;
    const about = `payload:${payload?.id}`;
    const opened = await read((tx) => open(tx, { about, purpose: about, sealed: payload?.sealed as Buffer }));
    expect(opened).toBe(readFileSync(synapse, "utf8"));
  },
);

const map = ImportMap.parse({
  name: "desk",
  format: "csv",
  report: {
    externalId: { column: "ticket" },
    subject: { type: "account", externalId: { column: "user" } },
    description: { template: "{what}（第 {#} 行）" },
    source: { column: "via", values: { app: "in_app", web: "web_form" } },
    occurredAt: { column: "when", as: "seconds" },
  },
});

const table = [
  "\ufeffticket,user,what,via,when",
  '1,ann,"他说：""滚""，\n还有下一行",app,1592291711',
  "2,ben,b,web,",
  "3,,c,app,",
  "4,dan,d,pigeon,",
  "5,eve,e,app,9999999999",
  "6,fay,f,app,soon",
  "",
].join("\n");

it("previews an import: counts and faults as the import itself then finds them, and nothing stored", async () => {
  const path = file("desk.csv", table);
  const stored = () => read((tx) => tx.select({ n: count() }).from(report).where(eq(report.origin, "import:desk")));
  const preview = run(true);
  const counted = await importRows([path], map, clock, preview);
  expect(await stored()).toEqual([{ n: 0 }]);
  const real = run();
  expect(await importRows([path], map, clock, real)).toEqual(counted);
  expect(counted).toEqual({ read: 6, received: 2, repeats: 0, known: 0, refused: 4 });
  expect(real.refused).toEqual(preview.refused);
  expect(real.refused).toEqual([
    ["desk.csv, row 3", "/subject/externalId"],
    ["desk.csv, row 4", "/source"],
    ["desk.csv, row 5", "/occurredAt"],
    ["desk.csv, row 6", "/occurredAt"],
  ]);
  expect(await stored()).toEqual([{ n: 2 }]);
});

it("reads quotes, a byte order mark and line breaks in a cell", () => {
  const row = {
    number: 0,
    values: { ticket: "1", user: "ann", what: '他说："滚"，\n还有下一行', via: "app", when: "1592291711" },
  };
  expect(mapRow(map, row)).toEqual({
    externalId: "1",
    subject: { type: "account", externalId: "ann" },
    description: '他说："滚"，\n还有下一行（第 0 行）',
    source: "in_app",
    occurredAt: "2020-06-16T07:15:11.000Z",
  });
});

it("maps lines of NDJSON by pointers, and refuses the broken ones by their number", async () => {
  const lines = ['{"a":{"id":"x1"},"n":3}', "{broken", "", '{"a":{"id":"x2"}}'].join("\n");
  const ndjson = ImportMap.parse({
    name: "lines",
    format: "ndjson",
    report: { subject: { type: "group", externalId: { pointer: "/a/id" } }, source: "automated" },
  });
  const ran = run();
  expect(await importRows([file("lines.ndjson", lines)], ndjson, clock, ran)).toMatchObject({
    read: 3,
    received: 2,
    refused: 1,
  });
  expect(ran.refused).toEqual([["lines.ndjson, row 2", ""]]);
});

it.each([
  ["a missing file", () => path.join(folder, "none.csv"), /no such file/],
  ["a column that is not there", () => file("other.csv", "ticket,user\n1,ann\n"), /no column “what”/],
  [
    "bytes that are not UTF-8",
    () => file("bytes.csv", Buffer.from([...Buffer.from(table), 0xff, 10])),
    /not valid UTF-8/,
  ],
  ["an open quote", () => file("quote.csv", 'ticket,user,what,via,when\n1,ann,"x,app,\n'), /not well-formed CSV/],
])("says in one line what is wrong with %s", async (_name, make, sentence) => {
  const failed = await importRows([make()], map, clock, run(true)).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(FileFault);
  expect((failed as FileFault).message).toMatch(sentence);
});
