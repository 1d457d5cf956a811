import pino from "pino";
import { config } from "./config";

let logger: pino.Logger | undefined;

/**
 * The process's log: JSON lines on standard output. What a person wrote or personal data is never logged; of a
 * database error the code and the constraint are kept, not the statement, its parameters or the server's details.
 */
export function log(): pino.Logger {
  logger ??= pino({
    level: config().logLevel,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError },
  });
  return logger;
}

type Described = {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly constraint?: string;
  readonly stack?: string;
};

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** What of an error may be kept. A driver error, or one that wraps it, loses its message: it may quote data. */
export function describeError(error: unknown): Described {
  if (!(error instanceof Error)) return { type: typeof error, message: "not an error" };
  const cause: unknown = error.cause ?? error;
  const { code, constraint_name: constraint, severity } = cause as Record<string, unknown>;
  const isFromDatabase = severity !== undefined || "query" in error;
  const stack = error.stack?.split("\n").filter((line) => line.startsWith("    at "));
  return {
    type: error.name,
    message: isFromDatabase ? "the database refused a statement" : error.message,
    code: textOf(code),
    constraint: textOf(constraint),
    stack: stack?.join("\n"),
  };
}
