import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, inject } from "vitest";
import { closePools } from "../../db/client";
import type { EmbeddedUrls } from "../../db/embedded";
import { forgetConfig } from "../config";

const inDatabase = (url: string, name: string) => url.replace(/\/docket$/, `/${name}`);

const asSuperuser = async (superUrl: string, statements: readonly string[]) => {
  const sql = postgres(inDatabase(superUrl, "postgres"), { max: 1, onnotice: () => undefined });
  try {
    for (const statement of statements) await sql.unsafe(statement);
  } finally {
    await sql.end({ timeout: 2 });
  }
};

/**
 * Gives this test file a migrated, empty database of its own, and drops it after the file. The doors write to it
 * as the application role, as in production. Call it once, at the top of the file.
 *
 * @returns a getter of the addresses: for a test that tampers as the owner or as a superuser.
 */
export function useDatabase(): () => EmbeddedUrls {
  const cluster = inject("cluster");
  const name = `test_${randomBytes(8).toString("hex")}`;
  const urls: EmbeddedUrls = {
    appUrl: inDatabase(cluster.appUrl, name),
    ownerUrl: inDatabase(cluster.ownerUrl, name),
    superUrl: inDatabase(cluster.superUrl, name),
  };
  beforeAll(async () => {
    await asSuperuser(cluster.superUrl, [`create database ${name} template docket owner docket_owner`]);
    process.env.DOCKET_EMBEDDED_URL = urls.appUrl;
    process.env.DOCKET_EMBEDDED_OWNER_URL = urls.ownerUrl;
    forgetConfig();
  });
  afterAll(async () => {
    await closePools();
    await asSuperuser(cluster.superUrl, [`drop database if exists ${name} with (force)`]);
  });
  return () => urls;
}
