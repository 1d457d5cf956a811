import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkImports } from "../bin/imports.mjs";
import { rooms } from "./rooms.mjs";

/** A small tree that keeps the rules. */
const clean = {
  "package.json": '{"name":"planted","type":"module","dependencies":{"kept":"1"},"devDependencies":{"tool":"1"}}',
  "node_modules/zod/package.json": '{"name":"zod","main":"index.js"}',
  "node_modules/zod/index.js": "",
  "node_modules/kept/package.json": '{"name":"kept","main":"index.js"}',
  "node_modules/kept/index.js": "",
  "node_modules/tool/package.json": '{"name":"tool","main":"index.js"}',
  "node_modules/tool/index.js": "",
  "db/client.ts": 'import "kept";',
  "server/kernel/id.ts": 'import "node:crypto";',
  "server/read.ts": 'import "../db/client";',
  "server/staff/contract.ts": 'import "zod"; import "../kernel/id";',
  "server/staff/store.ts": 'import type { Tx } from "../../db/client";',
  "server/staff/service.ts": 'import "./store"; import "../read";',
  "server/cases/contract.ts": 'import "../staff/contract";',
  "server/cases/rules.ts": 'import "./contract"; import "node:net";',
  "server/cases/service.ts": 'import "./rules"; import "../staff/service";',
  "server/cases/router.ts": 'import "./service";',
  "server/cases/service.test.ts":
    'import "./service"; import "../../db/client"; import "tool"; import "../filings/service";',
  "server/trpc/init.ts": "",
  "server/staff/router.ts": 'import "./service"; import "../trpc/init";',
  "server/filings/service.ts": "",
  "server/router.ts": 'import "./cases/router";',
  "components/ui/button.tsx": "export const Button = () => <button type='button'>{'a' < 'b'}</button>;",
  "components/cases/queue.tsx":
    'import { Button } from "@/components/ui/button"; import type { AppRouter } from "@/server/router";',
  "app/page.tsx": 'import { Queue } from "@/components/cases/queue"; export default () => <Queue wide />;',
  "app/route.ts": 'export { GET } from "@/server/cases/service";',
};

/** One fault for each rule: the rule, the file with the fault, what it imports, where that leads. */
const faults: readonly [rule: string, from: string, statement: string, to: string][] = [
  ["rooms-in-order-staff", "server/staff/a.ts", 'import "../cases/service";', "server/cases/service.ts"],
  [
    "rooms-in-order-staff",
    "server/staff/b.ts",
    'import type { A } from "../cases/service";',
    "server/cases/service.ts",
  ],
  [
    "rooms-in-order-staff",
    "server/staff/c.ts",
    'export const load = () => import("../cases/service");',
    "server/cases/service.ts",
  ],
  ["rooms-in-order-staff", "server/staff/d.ts", 'export * from "@/server/cases/service";', "server/cases/service.ts"],
  ["rooms-in-order-staff", "server/staff/e.ts", 'import "../trpc/init";', "server/trpc/init.ts"],
  [
    "rooms-in-order-staff-transport",
    "server/staff/endpoint.ts",
    'import "../cases/service";',
    "server/cases/service.ts",
  ],
  ["room-is-listed", "server/a.ts", 'import "./helpers/a";', "server/helpers/a.ts"],
  ["kernel-is-plain", "server/kernel/a.ts", 'import "../read";', "server/read.ts"],
  ["contract-is-pure", "server/cases/contract/a.ts", 'import "node:fs";', "fs"],
  ["contract-is-pure", "server/filings/contract.ts", 'import "../cases/rules";', "server/cases/rules.ts"],
  ["contract-is-pure", "server/filings/letter-contract.ts", 'import "kept";', "node_modules/kept/index.js"],
  ["rules-are-pure", "server/filings/rules.ts", 'import "node:fs";', "fs"],
  ["rules-are-pure", "server/staff/rules.ts", 'import "./store";', "server/staff/store.ts"],
  ["rules-are-pure", "server/policy/rules.ts", 'import type { Tx } from "../../db/client";', "db/client.ts"],
  ["room-is-private", "server/filings/a.ts", 'import "../staff/store";', "server/staff/store.ts"],
  ["room-is-private", "server/filings/b.ts", 'import "../cases/router";', "server/cases/router.ts"],
  ["client-behind-the-doors", "server/cases/a.ts", 'import { writeDatabase } from "../../db/client";', "db/client.ts"],
  ["client-behind-the-doors", "server/cases/b.ts", 'import { type Tx, read } from "../../db/client";', "db/client.ts"],
  ["client-behind-the-doors", "app/a.ts", 'import "@/db/client";', "db/client.ts"],
  ["roof-is-above", "server/cases/c.ts", 'import "../router";', "server/router.ts"],
  ["components-see-contracts", "components/cases/a.tsx", 'import "@/server/router";', "server/router.ts"],
  ["components-see-contracts", "components/cases/b.tsx", 'import "@/server/cases/rules";', "server/cases/rules.ts"],
  ["components-see-contracts", "components/cases/c.tsx", 'import "@/db/client";', "db/client.ts"],
  [
    "components-name-router-types-only",
    "components/cases/d.tsx",
    'import type { A } from "@/server/cases/service";',
    "server/cases/service.ts",
  ],
  ["components-stay-in-their-room", "components/cases/e.tsx", 'import "../filings/a";', "components/filings/a.tsx"],
  ["components-stay-in-their-room", "components/ui/a.tsx", 'import "../cases/queue";', "components/cases/queue.tsx"],
  ["pages-compose", "app/queue/page.tsx", 'import "@/server/staff/store";', "server/staff/store.ts"],
  ["pages-compose", "app/cases/page.tsx", 'import "@/server/cases/service";', "server/cases/service.ts"],
  ["pages-compose", "app/(console)/layout.tsx", 'import "@/server/read";', "server/read.ts"],
  ["routes-hand-over", "app/x/route.ts", 'import "@/server/staff/store";', "server/staff/store.ts"],
  ["product-needs-no-tools", "server/cases/e.ts", 'import "../../bin/tool";', "bin/tool.ts"],
  ["product-needs-no-tools", "server/cases/f.ts", 'import "../testing/a";', "server/testing/a.ts"],
  ["server-knows-no-pages", "server/cases/g.ts", 'import "../../components/ui/button";', "components/ui/button.tsx"],
  ["product-needs-no-development-package", "server/cases/h.ts", 'import "tool";', "node_modules/tool/index.js"],
  ["no-cycles", "server/filings/back.ts", 'import "./round";', "server/filings/round.ts"],
  ["import-resolves", "server/cases/i.ts", 'import "./nowhere";', "./nowhere"],
];

const targets = {
  "server/helpers/a.ts": "",
  "server/testing/a.ts": "",
  "server/filings/round.ts": 'import "./back";',
  "components/filings/a.tsx": "",
  "bin/tool.ts": "",
};

const trees: string[] = [];
function plant(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(path.join(tmpdir(), "docket-rooms-"));
  trees.push(root);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return root;
}
afterAll(() => {
  for (const tree of trees) rmSync(tree, { recursive: true });
});

describe("the import rules", () => {
  it("find nothing in a clean tree, and read all of it", async () => {
    const found = await checkImports(plant(clean));
    expect(found.violations).toEqual([]);
    expect(found.readCount).toBe(found.fileCount);
    expect(found.fileCount).toBe(Object.keys(clean).filter((file) => /^(app|components|db|server)/.test(file)).length);
  });

  it("let types go round", async () => {
    const round = { "db/a.ts": 'import type { B } from "./b";', "db/b.ts": 'import { a } from "./a";' };
    expect((await checkImports(plant(round))).violations).toEqual([]);
  });

  describe("fire at a planted fault", () => {
    let violations: { rule: string; from: string; to: string }[] = [];
    beforeAll(async () => {
      const planted = Object.fromEntries(faults.map(([, from, statement]) => [from, statement]));
      ({ violations } = await checkImports(plant({ ...clean, ...targets, ...planted })));
    });

    it.each(faults)("%s: %s", (rule, from, _, to) => {
      const found = violations.find((violation) => violation.from === from && violation.rule === rule);
      expect(found?.to.replace(/^(\.\.\/)+/, "")).toBe(to);
    });

    it("and at nothing that is clean", () => {
      const faulty = new Set([...faults.map(([, from]) => from), ...Object.keys(targets)]);
      expect(violations.filter((violation) => !faulty.has(violation.from))).toEqual([]);
    });
  });

  it("know each room once", () => {
    expect(new Set(rooms).size).toBe(rooms.length);
  });
});
