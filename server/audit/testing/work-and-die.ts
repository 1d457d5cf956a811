import { Socket } from "node:net";
import type { OperatorActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { transact } from "../../transact";
import { sequence } from "../sequence";

/**
 * Appends an entry or drains the queue as a process of its own, and is killed, as kill -9 kills, just before it sends
 * the statement that it is told: `node --import tsx work-and-die.ts append|sequence BEFORE [AFTER]`. `BEFORE` is a word
 * of the statement, or `--`: when all is done; with `AFTER` only once a statement with that word was sent.
 */
const [work, before = "--", after] = process.argv.slice(2);
const die = () => process.kill(process.pid, "SIGKILL");
let isDue = after === undefined;
const write = Socket.prototype.write;
Socket.prototype.write = function (this: Socket, ...given: unknown[]) {
  const sent = typeof given[0] === "string" ? given[0] : Buffer.from(given[0] as Uint8Array).toString("latin1");
  if (isDue && before !== "--" && sent.includes(before)) die();
  if (after !== undefined && sent.includes(after)) isDue = true;
  return Reflect.apply(write, this, given) as boolean;
} as typeof write;

const now = new Date(process.env.DOCKET_NOW as string);
const by: OperatorActor = { kind: "operator", command: "test" };
if (work === "append")
  await transact(by, now, async (_tx, settle) => {
    const id = newId(now);
    const entry = { kind: "case", action: "case.tried", subject: { kind: "case", id, version: 1 }, pub: {} } as const;
    settle({ ok: true, next: null, entry, effects: [{ topic: "x", key: id }] });
  });
else await sequence(now);
if (before === "--") die();
process.exit(0);
