/** A transaction's connection: whether its work has begun, whether that is over, and whether the connection is gone. */
export type Line = { isUsed: boolean; isOver: boolean; isLost: boolean };

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

/**
 * Work inside a transaction that does not fail on a connection that is gone. The driver would answer the failure with
 * ROLLBACK on the closed socket, which ends the process and leaves the connection's place in the pool unusable
 * (porsager/postgres #1154, #1208). Without it the driver sees the loss by itself, and the transaction fails with it.
 */
export const withoutRollback = async <T>(line: Line, work: () => Promise<T>): Promise<T> => {
  line.isUsed = true;
  try {
    return await work();
  } catch (error) {
    if (line.isLost) return new Promise<never>(() => undefined);
    if (!tellsOfLoss(error)) throw error;
    return new Promise<never>((_, reject) => {
      setTimeout(() => !line.isLost && reject(error), settleMs).unref();
    });
  }
};

/** After a restart every place in the pool may tell once more of the loss of its former connection. */
const beginLimit = 10;

/**
 * Begins a transaction, and again as long as it was lost before its work began: nothing has happened then.
 *
 * @param run begins it once.
 */
export async function begun<T>(run: (line: Line) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    const line: Line = { isUsed: false, isOver: false, isLost: false };
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
  if (line?.isLost) throw lost;
  if (line?.isOver) throw over;
}
