import { randomBytes } from "node:crypto";
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

/** The environment cannot be used. The message is one line that names the variable and never its value. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ConfigError";
  }
}

const flag = z.enum(["on", "off", "1", "0", "true", "false"]).transform((word) => ["on", "1", "true"].includes(word));
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: "must be a postgres:// URL" });
const webUrl = z.url({ protocol: /^https?$/, error: "must be an http(s) URL" });
const file = z.string().min(1);

/** Every variable that Docket reads, in one place. Those under "Internal" are set by our own processes only. */
const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).optional(),
  DOCKET_URL: webUrl.optional(),
  DATABASE_URL: postgresUrl.optional(),
  DOCKET_MIGRATE_URL: postgresUrl.optional(),
  DOCKET_DATA_DIR: file.default(".docket"),
  DOCKET_DEMO: flag.optional(),
  DOCKET_DEMO_PASSWORD: z.string().min(8).max(200).default("docket-demo"),
  DOCKET_DEMO_API_KEY: z.string().min(8).max(200).default("docket-demo-key"),
  AUTH_SECRET: z.string().min(32, "must be at least 32 characters").optional(),
  DOCKET_KEYS_FILE: file.optional(),
  DOCKET_SIGNING_KEY_FILE: file.optional(),
  OIDC_ISSUER: webUrl.optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  DOCKET_TRUST_PROXY: flag.default(false),
  DOCKET_ALLOW_PRIVATE_WEBHOOKS: flag.default(false),
  DOCKET_FORM_POSTS: z.coerce.number().int().min(1).max(10_000).default(5),
  DOCKET_UNDO_SECONDS: z.coerce
    .number()
    .int()
    .refine((seconds) => seconds === 0 || (seconds >= 5 && seconds <= 30), { error: "must be 0, or 5 to 30 seconds" })
    .default(10),
  DOCKET_WORKER_METRICS_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  DOCKET_NOW: z.iso.datetime({ offset: true, error: "must be an RFC 3339 time" }).optional(),

  // Internal.
  DOCKET_EMBEDDED_URL: postgresUrl.optional(),
  DOCKET_EMBEDDED_OWNER_URL: postgresUrl.optional(),
  DOCKET_DIST_DIR: z
    .string()
    .regex(/^\.next(-[a-z0-9]+)?$/, "must be .next or .next-NAME")
    .default(".next"),
  DOCKET_CAMPAIGN: z.enum(["small", "full"]).default("small"),
  DOCKET_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(10),
});

export type Config = {
  readonly port: number;
  readonly host: string;
  /** The public address, without a slash at its end. */
  readonly url: string;
  /** Application role; null until the embedded server has started and told its address. */
  readonly databaseUrl: string | null;
  /** Owner role; the same as `databaseUrl` where only one role is to be had. */
  readonly migrateUrl: string | null;
  readonly embedded: boolean;
  /** Absolute. */
  readonly dataDir: string;
  /** Null outside demo mode: demo credentials do not exist there. */
  readonly demo: { readonly password: string; readonly apiKey: string } | null;
  readonly authSecret: string;
  /** Absolute; a file that exists and holds well-formed keys. */
  readonly keysFile: string;
  /** Absolute. Private keys that sign the log, if this machine has them; `audit/signing-key.ts` reads it. */
  readonly signingKeyFile: string;
  readonly oidc: { readonly issuer: string; readonly clientId: string; readonly clientSecret: string } | null;
  readonly trustProxy: boolean;
  readonly allowPrivateWebhooks: boolean;
  /** What one address may send a minute from pages without sign-in. */
  readonly formPostsPerMinute: number;
  /** How long a decision can be undone before it takes effect; 0: not at all. */
  readonly undoSeconds: number;
  readonly logLevel: z.infer<typeof environment>["LOG_LEVEL"];
  /** Tests only: the time at which the clock of this installation began to run. */
  readonly now: Date | null;
  readonly distDir: string;
  readonly campaign: "small" | "full";
  /** Connections in each of the two pools of one process. */
  readonly poolSize: number;
  /** Where a worker serves its /metrics, on 127.0.0.1; null: nowhere. */
  readonly workerMetricsPort: number | null;
};

type Environment = Readonly<Record<string, string | undefined>>;

function readEnvironment(env: Environment) {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const unknown = Object.keys(present).find((name) => name.startsWith("DOCKET_") && !(name in environment.shape));
  if (unknown) throw new ConfigError(`${unknown}: there is no such setting`);
  const read = environment.safeParse(present);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new ConfigError(`${issue?.path.join(".")}: ${issue?.message}`);
}

function placesOf(read: z.infer<typeof environment>) {
  const dataDir = path.resolve(read.DOCKET_DATA_DIR);
  return {
    embedded: read.DATABASE_URL === undefined,
    dataDir,
    authSecretFile: path.join(dataDir, "auth-secret"),
    keysFile: path.resolve(read.DOCKET_KEYS_FILE ?? path.join(dataDir, "data-keys.json")),
    signingKeyFile: path.resolve(read.DOCKET_SIGNING_KEY_FILE ?? path.join(dataDir, "signing-keys")),
  };
}

/** Where an installation keeps its data and its secrets, whether they are there or not: `config()` makes those that lack. */
export const places = (env: Environment = process.env) => placesOf(readEnvironment(env));

/**
 * Reads the environment into a frozen configuration. Makes the secrets that demo mode may generate.
 *
 * @throws ConfigError naming the first variable that is unknown, malformed or missing.
 */
export function parseConfig(env: Environment): Config {
  const read = readEnvironment(env);
  const { embedded, dataDir, authSecretFile, keysFile, signingKeyFile } = placesOf(read);
  if (!embedded && (read.DOCKET_EMBEDDED_URL || read.DOCKET_EMBEDDED_OWNER_URL))
    throw new ConfigError("DOCKET_EMBEDDED_URL: is set by Docket itself, not beside DATABASE_URL");
  if (!embedded && read.DOCKET_DEMO)
    throw new ConfigError("DOCKET_DEMO: is on only with the embedded database; unset DATABASE_URL");
  if (embedded && read.DOCKET_MIGRATE_URL) throw new ConfigError("DOCKET_MIGRATE_URL: is set without DATABASE_URL");
  for (const url of [read.DOCKET_EMBEDDED_URL, read.DOCKET_EMBEDDED_OWNER_URL])
    if (url && new URL(url).hostname !== "127.0.0.1")
      throw new ConfigError("DOCKET_EMBEDDED_URL: must be on this machine");
  if (read.DOCKET_NOW && !embedded && env.NODE_ENV !== "test")
    throw new ConfigError("DOCKET_NOW: is for tests, with the embedded database only");
  const isDemo = embedded && (read.DOCKET_DEMO ?? true);

  const oidcParts = [read.OIDC_ISSUER, read.OIDC_CLIENT_ID, read.OIDC_CLIENT_SECRET];
  if (oidcParts.some(Boolean) && !oidcParts.every(Boolean))
    throw new ConfigError("OIDC_ISSUER: needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET beside it, and they need it");

  if (!read.AUTH_SECRET && !isDemo) throw new ConfigError("AUTH_SECRET: is required outside demo mode");
  const host = read.HOST ?? (isDemo ? "127.0.0.1" : "0.0.0.0");
  const hostInUrl = ["0.0.0.0", "::", "[::]"].includes(host) ? "localhost" : host.includes(":") ? `[${host}]` : host;
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = read;
  return Object.freeze({
    port: read.PORT,
    host,
    url: (read.DOCKET_URL ?? `http://${hostInUrl}:${read.PORT}`).replace(/\/+$/, ""),
    databaseUrl: read.DATABASE_URL ?? read.DOCKET_EMBEDDED_URL ?? null,
    migrateUrl: read.DOCKET_MIGRATE_URL ?? read.DATABASE_URL ?? read.DOCKET_EMBEDDED_OWNER_URL ?? null,
    embedded,
    dataDir,
    demo: isDemo ? Object.freeze({ password: read.DOCKET_DEMO_PASSWORD, apiKey: read.DOCKET_DEMO_API_KEY }) : null,
    authSecret: read.AUTH_SECRET ?? secretFile(authSecretFile, () => randomBytes(32).toString("hex")),
    keysFile: checkedKeys(keysFile, read.DOCKET_KEYS_FILE !== undefined),
    signingKeyFile,
    oidc: issuer && clientId && clientSecret ? Object.freeze({ issuer, clientId, clientSecret }) : null,
    trustProxy: read.DOCKET_TRUST_PROXY,
    allowPrivateWebhooks: read.DOCKET_ALLOW_PRIVATE_WEBHOOKS,
    formPostsPerMinute: read.DOCKET_FORM_POSTS,
    undoSeconds: read.DOCKET_UNDO_SECONDS,
    logLevel: read.LOG_LEVEL,
    now: read.DOCKET_NOW ? new Date(read.DOCKET_NOW) : null,
    distDir: read.DOCKET_DIST_DIR,
    campaign: read.DOCKET_CAMPAIGN,
    poolSize: read.DOCKET_POOL_SIZE,
    workerMetricsPort: read.DOCKET_WORKER_METRICS_PORT ?? null,
  });
}

let current: Config | null = null;

/** The configuration of this process, read at the first call. Call it inside functions, never while a module loads. */
export function config(): Config {
  current ??= parseConfig(process.env);
  return current;
}

/** Do the demo's people, key and connection exist here? Outside demo mode all that a demo left is refused. */
export const isDemoMode = (): boolean => config().demo !== null;

/** Tests and the supervisor: the next `config()` reads the environment again. */
export function forgetConfig(): void {
  current = null;
}

/** The time of day, as it enters with a request or a tick of the worker. Rules never call it. */
export function clock(): Date {
  const { now } = config();
  return now ? new Date(now.getTime() + process.uptime() * 1000) : new Date();
}

/**
 * Reads a secret that is kept in a file of its own with mode 0600, and makes it at the first use. Two processes
 * that begin at once agree on one: the file appears whole or not at all.
 *
 * @param make is called only when there is no file.
 */
export function secretFile(filePath: string, make: () => string): string {
  try {
    return readFileSync(filePath, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw new ConfigError(`${filePath} cannot be read`);
  }
  mkdirSync(path.dirname(filePath), { recursive: true, mode: 0o711 });
  const draft = `${filePath}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, make(), { mode: 0o600, flush: true });
  chmodSync(draft, 0o600);
  try {
    linkSync(draft, filePath);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(filePath, "utf8");
}

const hexKey = z.string().regex(/^[0-9a-f]{64}$/);
const keysFileContent = z.object({
  data: z.array(z.object({ id: z.number().int().min(1).max(255), key: hexKey })).min(1),
  lookup: hexKey,
});

/**
 * The file of keys that seal personal data: made at the first start, never when an operator named one. Keys are
 * outside the database on purpose: lose them, and what they sealed is lost.
 */
function checkedKeys(filePath: string, isNamed: boolean): string {
  const newKey = () => randomBytes(32).toString("hex");
  const text = secretFile(filePath, () => {
    if (isNamed) throw new ConfigError("DOCKET_KEYS_FILE: there is no such file");
    return `${JSON.stringify({ data: [{ id: 1, key: newKey() }], lookup: newKey() }, null, 2)}\n`;
  });
  try {
    keysFileContent.parse(JSON.parse(text));
  } catch {
    throw new ConfigError('DOCKET_KEYS_FILE: must hold {"data": [{"id", "key"}], "lookup"} with keys of 64 hex digits');
  }
  return filePath;
}
