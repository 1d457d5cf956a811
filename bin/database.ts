import { closePools } from "../db/client";
import { EmbeddedInUse, type EmbeddedServer, runningEmbedded, startEmbedded } from "../db/embedded";
import { migrate } from "../db/migrate";
import { config, forgetConfig } from "../server/config";

/** What can be done with the database of a command besides going through the doors. */
export type CommandDatabase = {
  /** Owner role: tampering checks, backups. */
  readonly ownerUrl: string;
};

function adopt(urls: { appUrl: string; ownerUrl: string }): void {
  process.env.DOCKET_EMBEDDED_URL = urls.appUrl;
  process.env.DOCKET_EMBEDDED_OWNER_URL = urls.ownerUrl;
  forgetConfig();
}

async function startForThis(dataDir: string): Promise<EmbeddedServer | null> {
  const running = runningEmbedded(dataDir);
  if (running) {
    adopt(running);
    return null;
  }
  try {
    const server = await startEmbedded({ dataDir });
    adopt(server);
    await migrate(server);
    return server;
  } catch (error) {
    // Somebody started it at this very moment.
    const started = error instanceof EmbeddedInUse ? runningEmbedded(dataDir) : null;
    if (!started) throw error;
    adopt(started);
    return null;
  }
}

/**
 * Runs a command's work with the doors open on the installation's database: DATABASE_URL, or the embedded server
 * that runs on the data directory, or that server started for the duration. Closes everything afterwards.
 */
export async function withDatabase<T>(work: (database: CommandDatabase) => Promise<T>): Promise<T> {
  const { embedded, dataDir } = config();
  const server = embedded ? await startForThis(dataDir) : null;
  const stop = async () => {
    await closePools();
    await server?.stop();
  };
  try {
    const { migrateUrl } = config();
    if (!migrateUrl) throw new Error("no database");
    return await work({ ownerUrl: migrateUrl });
  } finally {
    await stop();
  }
}
