/** A transaction's connection. */
export type Line = {
  /** Its work has begun. */
  isUsed: boolean;
  isOver: boolean;
  /** A statement failed in a way that tells of a loss, whatever the work makes of that. */
  isDoubtful: boolean;
  /** The driver has failed the transaction with its connection. */
  isLost: boolean;
};

const lost = new Error("the connection to the database was lost");
const over = new Error("the transaction is over");

/** The driver's own failures, and those after which the server hangs up, say that a connection is gone. */
function tellsOfLoss(error: unknown): boolean {
  const cause: unknown = error instanceof Error && error.cause ? error.cause : error;
  if (!(cause instanceof Error)) return false;
  const { severity, code } = cause as { severity?: unknown; code?: unknown };
  if (severity !== undefined) return severity === "FATAL" || severity === "PANIC";
  return typeof code === "string" && /^(CONNECTION_|ECONN|EPIPE$|ETIMEDOUT$|EHOST|ENET)/.test(code);
}

/** The transaction ends by itself within this time after a loss; if it has not, the connection is there after all. */
const settleMs = 2_000;

/** The driver has failed the transaction already, and nobody waits for its work any more. */
const neverEnding = () => new Promise<never>(() => undefined);

/**
 * Work inside a transaction that does not end on a connection that is gone. The driver would answer its end with
 * COMMIT or ROLLBACK on the closed socket, which ends the process and leaves the connection's place in the pool
 * unusable (porsager/postgres #1154, #1208). Without it the driver sees the loss by itself, and the transaction fails
 * with it.
 */
export const withoutRollback = async <T>(line: Line, work: () => Promise<T>): Promise<T> => {
  line.isUsed = true;
  const unlessLost = (error: unknown) =>
    new Promise<never>((_, reject) => {
      setTimeout(() => !line.isLost && reject(error), settleMs).unref();
    });
  try {
    const result = await work();
    if (line.isLost) return neverEnding();
    return line.isDoubtful ? unlessLost(lost) : result;
  } catch (error) {
    if (line.isLost) return neverEnding();
    if (!line.isDoubtful && !tellsOfLoss(error)) throw error;
    return unlessLost(error);
  }
};

/**
 * Notes on the line when a statement fails with its connection, at that very moment: work that passes over the failure
 * would go on before the transaction is seen to fail, and what it sends then takes the connection's place in the pool
 * with it. Listening to the statement as a promise would send it.
 *
 * @param statement of the driver, not sent yet.
 */
export function noteLoss<Statement>(statement: Statement, line: Line | undefined): Statement {
  // The driver's `Query` fails by this method of its own, which its types leave out.
  const query = statement as { reject?: (error: unknown) => void };
  const { reject } = query;
  if (!line || typeof reject !== "function") return statement;
  query.reject = (error) => {
    line.isDoubtful ||= tellsOfLoss(error);
    reject(error);
  };
  return statement;
}

/** After a restart every place in the pool may tell once more of the loss of its former connection. */
const beginLimit = 10;

/**
 * Begins a transaction, and again as long as it was lost before its work began: nothing has happened then.
 *
 * @param run begins it once.
 */
export async function begun<T>(run: (line: Line) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    const line: Line = { isUsed: false, isOver: false, isDoubtful: false, isLost: false };
    try {
      return await run(line);
    } catch (error) {
      // Only the loss of its connection ends a transaction while its work goes on.
      line.isLost = true;
      if (line.isUsed || tried >= beginLimit || !tellsOfLoss(error)) throw error;
    }
  }
}

/**
 * Refuses a further statement of a transaction whose connection is gone, or whose work is over: of statements sent
 * together one may fail while another goes on, and what that one sends behind the ROLLBACK would be committed alone.
 */
export function refuseLost(line: Line | undefined): void {
  if (line?.isLost || line?.isDoubtful) throw lost;
  if (line?.isOver) throw over;
}
