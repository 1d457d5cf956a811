import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { type EmbeddedUrls, startEmbedded } from "../../db/embedded";
import { migrate } from "../../db/migrate";

declare module "vitest" {
  interface ProvidedContext {
    cluster: EmbeddedUrls;
  }
}

type Server = EmbeddedUrls & { readonly stop: () => Promise<void> };

const startOwn = (): Promise<Server> =>
  startEmbedded({
    dataDir: mkdtempSync(path.join(tmpdir(), "docket-test-")),
    isDurable: false,
    isTemporary: true,
    maxConnections: 200,
  });

/**
 * Roles and database as the embedded server has them, on another server that the tests have for themselves: one with a
 * database or a role of Docket's is refused. They are dropped after the run.
 *
 * @param superUrl a superuser's, on any database.
 */
async function borrow(superUrl: string): Promise<Server> {
  const sql = postgres(superUrl, { max: 1, onnotice: () => undefined });
  const [found] = await sql<{ name: string }[]>`
    select datname as name from pg_database where datname = 'docket'
    union all select rolname from pg_roles where rolname in ('docket_owner', 'docket_app')`;
  if (found) throw new Error(`DATABASE_URL: "${found.name}" is there already; the tests want a server of their own`);
  const urlOf = (role: string) => {
    const url = new URL(superUrl);
    url.pathname = "/docket";
    if (role === "") return url.href;
    url.username = role;
    url.password = randomBytes(24).toString("hex");
    return url.href;
  };
  const urls = { appUrl: urlOf("docket_app"), ownerUrl: urlOf("docket_owner"), superUrl: urlOf("") };
  for (const url of [urls.appUrl, urls.ownerUrl]) {
    const { username, password } = new URL(url);
    await sql.unsafe(`create role ${username} login password '${password}'`);
  }
  await sql.unsafe("create database docket owner docket_owner");
  return {
    ...urls,
    stop: async () => {
      await sql.unsafe("drop database if exists docket with (force)");
      await sql.unsafe("drop role if exists docket_app, docket_owner");
      await sql.end({ timeout: 2 });
    },
  };
}

/**
 * One server for a run, with one migrated database that each test file clones: the embedded one, or with DATABASE_URL
 * another, to try other versions. It is gone, or as it was, when the run is over.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { DATABASE_URL: superUrl } = process.env;
  const server = superUrl ? await borrow(superUrl) : await startOwn();
  try {
    await migrate(server);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const { appUrl, ownerUrl, superUrl: serverUrl } = server;
  project.provide("cluster", { appUrl, ownerUrl, superUrl: serverUrl });
  return () => server.stop();
}
