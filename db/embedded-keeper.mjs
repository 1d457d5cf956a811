/**
 * Keeps one PostgreSQL server for the process that holds the other end of standard input, and stops the server
 * when that end closes: after a kill -9 of its owner too. Usage: embedded-keeper.mjs '{"binary", "args", …}'.
 */
import { spawn } from "node:child_process";
import { openSync, rmSync } from "node:fs";

const { binary, args, uid, gid, logFile, removeOnExit } = JSON.parse(process.argv[2]);
const log = openSync(logFile, "a", 0o600);
const server = spawn(binary, args, { uid, gid, cwd: "/", stdio: ["ignore", log, log] });

let isStopping = false;
/** SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one, which recovers at the next start. */
function stop() {
  if (isStopping) return;
  isStopping = true;
  server.kill("SIGINT");
  setTimeout(() => server.kill("SIGQUIT"), 10_000).unref();
  setTimeout(() => server.kill("SIGKILL"), 15_000).unref();
}

server.on("error", () => process.exit(1));
server.on("exit", (code) => {
  if (removeOnExit) rmSync(removeOnExit, { recursive: true, force: true });
  process.exit(code ?? 1);
});
process.stdin.on("end", stop).on("error", stop).resume();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
