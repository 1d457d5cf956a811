import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { type EmbeddedUrls, startEmbedded } from "../../db/embedded";
import { migrate } from "../../db/migrate";

declare module "vitest" {
  interface ProvidedContext {
    cluster: EmbeddedUrls;
  }
}

/** One server for a run, with one migrated database that each test file clones. It is gone when the run is. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startEmbedded({
    dataDir: mkdtempSync(path.join(tmpdir(), "docket-test-")),
    isDurable: false,
    isTemporary: true,
    maxConnections: 200,
  });
  try {
    await migrate(server);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const { appUrl, ownerUrl, superUrl } = server;
  project.provide("cluster", { appUrl, ownerUrl, superUrl });
  return () => server.stop();
}
