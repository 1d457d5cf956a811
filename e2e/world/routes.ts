import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { may, type Permission } from "../../server/access/matrix";
import { demoStaff } from "../../server/staff/demo";
import type { Asker } from "./ask";

/** One address of a page, and who may see it. */
export type Route = {
  /** As in the tree: `/cases/[number]`. */
  readonly pattern: string;
  /** Account of the demo; null: a page without sign-in. */
  readonly account: string | null;
};

/** Who shows most of a page that several may see. */
const preferred = ["lead", "compliance", "admin", "manager", "moderator"];
const special: Readonly<Record<string, string>> = {
  "/settings": "admin",
  "/queue": "moderator",
  "/cases/[number]": "moderator",
  "/insights": "manager",
  "/insights/rows": "manager",
  "/insights/appeals": "manager",
  "/insights/appeals/rows": "manager",
  "/audit": "compliance",
  "/settings/endpoints": "admin",
  "/settings/access": "admin",
  "/audit/[id]": "compliance",
};

function accountFor(pattern: string, source: string): string {
  const permission = /requirePage\("([\w.]+)"/.exec(source)?.[1] as Permission | undefined;
  const people = [...preferred, ...demoStaff.map(({ account }) => account)].map((account) => ({
    account,
    roles: demoStaff.find((person) => person.account === account)?.roles ?? [],
  }));
  const chosen = people.find(({ roles }) => permission === undefined || may(roles, permission));
  return special[pattern] ?? chosen?.account ?? "lead";
}

/** Every page of the tree, so that a new one cannot be forgotten. `/` only sends on. */
export const routes: readonly Route[] = readdirSync("app", { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll(path.sep, "/"))
  .filter((file) => path.posix.basename(file) === "page.tsx")
  .map((file) => ({
    pattern: `/${path.posix.dirname(file)}`.replace(/\/\([^)]+\)/g, "").replace(/\/\.$/, ""),
    source: readFileSync(`app/${file}`, "utf8"),
    isPublic: file.startsWith("(public)/"),
  }))
  .filter(({ pattern }) => pattern !== "")
  .map(({ pattern, source, isPublic }) => ({ pattern, account: isPublic ? null : accountFor(pattern, source) }))
  .sort((a, b) => (a.pattern < b.pattern ? -1 : 1));

export type Askers = {
  /** The procedures as this person may call them. */
  readonly as: (account: string) => Promise<Asker>;
  /** A receipt that a reporter of this installation was given. */
  readonly receipt: () => Promise<string>;
};

const first = <T>(rows: readonly T[], what: string): T => {
  const [row] = rows;
  if (row === undefined) throw new Error(`the demo has no ${what} to show`);
  return row;
};

/** What stands for the variables of an address, from what the demo holds. */
const samples: Readonly<Record<string, (ask: Askers) => Promise<string>>> = {
  "/cases/[number]": async ({ as }) => {
    const ask = await as("moderator");
    const { rows } = await ask.cases.queue.query({ limit: 200 });
    const free = rows.filter(({ holder, state }) => !holder && state === "open");
    const rich = free.toSorted((a, b) => b.reportCount - a.reportCount);
    return `/cases/C-${String(first(rich, "case").number).padStart(6, "0")}`;
  },
  "/approvals/[id]": async ({ as }) => {
    const { rows } = await (await as("lead")).approvals.list.query();
    return `/approvals/${first(rows, "proposal").id}`;
  },
  "/measures/[id]": async ({ as }) => {
    const { rows } = await (await as("lead")).measures.list.query({});
    return `/measures/${first(rows, "measure").id}`;
  },
  "/notice/[token]": async ({ as }) => {
    const ask = await as("compliance");
    const { rows } = await ask.measures.list.query({});
    for (const { id } of rows) {
      const { notice } = await ask.measures.get.query({ measureId: id });
      if (notice?.url) return notice.url;
    }
    throw new Error("the demo has no notice to show");
  },
  "/appeals/[id]": async ({ as }) => {
    const { rows } = await (await as("appeals")).appeals.list.query({});
    return `/appeals/${first(rows, "appeal").id}`;
  },
  "/appeal/[token]": async (ask) => ((await samples["/notice/[token]"]?.(ask)) ?? "").replace("/notice/", "/appeal/"),
  "/incidents/[name]": async ({ as }) => {
    const { rows } = await (await as("lead")).incidents.list.query({});
    return `/incidents/I-${String(first(rows, "incident").number).padStart(4, "0")}`;
  },
  "/groups/[code]": async ({ as }) => {
    const { rows } = await (await as("lead")).approvals.list.query();
    const group = rows.find(({ subjectCode }) => subjectCode.startsWith("G-"));
    const listed = await (await as("lead")).registry.groups.query({});
    return `/groups/${group?.subjectCode ?? first(listed.rows, "group").code}`;
  },
  "/accounts/[id]": async ({ as }) => {
    const ask = await as("lead");
    const { rows } = await ask.measures.list.query({ key: "lower_credit" });
    return `/accounts/${first(rows, "account with a lower credit").subjectCode}`;
  },
  "/audit/[id]": async ({ as }) => {
    const { rows } = await (await as("compliance")).audit.list.query({});
    return `/audit/${first(rows, "entry of the log").id}`;
  },
  "/filings/[number]": async ({ as }) => {
    const { rows } = await (await as("compliance")).filings.list.query({});
    return `/filings/${first(rows, "filing").number}`;
  },
  "/referrals/[number]": async ({ as }) => {
    const { rows } = await (await as("compliance")).referrals.list.query({});
    return `/referrals/${first(rows, "referral").number}`;
  },
  "/insights/rows": async () => "/insights/rows?figure=cases",
  "/insights/appeals/rows": async () => "/insights/appeals/rows?kind=appeal&figure=filed",
  "/report/[receipt]": async ({ receipt }) => `/report/${await receipt()}`,
};

/** The address at which a page shows something of the demo. A page with a variable and no sample is a fault of ours. */
export async function addressOf({ pattern }: Route, ask: Askers): Promise<string> {
  const sample = samples[pattern];
  if (sample) return sample(ask);
  if (pattern.includes("[")) throw new Error(`${pattern}: say in e2e/world/routes.ts what stands for its variable`);
  return pattern;
}
