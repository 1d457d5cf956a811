import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { config } from "../server/config";
import { calmSocket } from "./calm-socket";
import { begun, type Line, noteLoss, refuseLost, withoutRollback } from "./lost-connection";
import * as schema from "./schema";

export type Database = PostgresJsDatabase<typeof schema>;
/** An open transaction that may write. */
export type Tx = Parameters<Parameters<Database["transaction"]>[0]>[0];
/** What may be asked for rows: a transaction, or the read-only pool. */
export type Reader = Pick<
  Database,
  "select" | "selectDistinct" | "selectDistinctOn" | "execute" | "with" | "$with" | "$count" | "query"
>;

type Guard = (statement: string) => void;
type Pool = { readonly sql: postgres.Sql; readonly database: Database };
type Pools = { write?: Pool; read?: Pool; touch: Map<Guard, Database> };

/** One set of pools in a process: hot reload evaluates this module again and must not open more. */
const holder = globalThis as typeof globalThis & { docketPools?: Pools };
const pools = (): Pools => {
  holder.docketPools ??= { touch: new Map() };
  return holder.docketPools;
};

/** Longer lists of parameters come in many lengths, each a statement of its own: those are not kept prepared. */
const preparedParameters = 40;

/**
 * Drizzle prepares named queries only; prepared selects are 2.4 times faster. This client prepares every short
 * statement, in transactions too, and lets a transaction end when its connection is lost.
 *
 * @param line of the transaction whose client this is.
 */
function preparing<Client extends postgres.ISql>(client: Client, line?: Line): Client {
  return new Proxy(client, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== "function") return value;
      if (name === "unsafe")
        return (text: string, parameters: unknown[] = [], options: object = {}) => {
          refuseLost(line);
          const prepare = parameters.length <= preparedParameters;
          return noteLoss(value.call(target, text, parameters, { ...options, prepare }), line);
        };
      if (name === "begin" || name === "savepoint")
        return (...given: unknown[]) => {
          refuseLost(line);
          const run = (own: Line) =>
            value.call(
              target,
              ...given.map((item) =>
                typeof item === "function"
                  ? (inner: postgres.TransactionSql) =>
                      withoutRollback(own, async () => {
                        try {
                          return await item(preparing(inner, own));
                        } finally {
                          own.isOver = name === "begin";
                        }
                      })
                  : item,
              ),
            ) as Promise<unknown>;
          return line ? run(line) : begun(run);
        };
      return value;
    },
  });
}

/**
 * Seconds before a lost connection is made again. The driver counts each connection that was torn off as a failed
 * attempt, so that by its own measure a pool waits for up to twenty seconds after one short break.
 */
const reconnectSeconds = (attempt: number) => (0.5 + Math.random() / 2) * Math.min(3 ** attempt / 100, 1);

function openPool(session: Record<string, string>): Pool {
  const { databaseUrl, poolSize } = config();
  if (!databaseUrl) throw new Error("no database: the embedded server has not been started for this process");
  // The driver's types leave `socket` out.
  const sockets: object = { socket: calmSocket };
  const sql = postgres(databaseUrl, {
    ...sockets,
    max: poolSize,
    idle_timeout: 60,
    connect_timeout: 10,
    backoff: reconnectSeconds,
    onnotice: () => undefined,
    connection: {
      application_name: "docket",
      TimeZone: "UTC",
      idle_in_transaction_session_timeout: 60_000,
      lock_timeout: 20_000,
      ...session,
    },
  });
  return { sql, database: drizzle(preparing(sql), { schema }) };
}

const writePool = () => {
  const all = pools();
  all.write ??= openPool({});
  return all.write;
};

/** Where facts are written. For the doors only. */
export const writeDatabase = (): Database => writePool().database;

/** Sessions that refuse to write. Statements that run longer than a minute are ended. */
export function readDatabase(): Database {
  const all = pools();
  all.read ??= openPool({ default_transaction_read_only: "on", statement_timeout: "60000" });
  return all.read.database;
}

/** The write pool behind a guard, which sees each statement before it is sent and may throw. */
export function touchDatabase(guard: Guard): Database {
  const { touch } = pools();
  let database = touch.get(guard);
  if (!database) {
    database = drizzle(preparing(writePool().sql), { schema, logger: { logQuery: guard } });
    touch.set(guard, database);
  }
  return database;
}

/** Ends all connections of this process, waiting at most two seconds for running statements. */
export async function closePools(): Promise<void> {
  const { write, read } = pools();
  holder.docketPools = undefined;
  await Promise.all([write?.sql.end({ timeout: 2 }), read?.sql.end({ timeout: 2 })]);
}
