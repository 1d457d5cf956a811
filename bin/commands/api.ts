import { once } from "node:events";
import { Command } from "commander";
import { api } from "../../server/api";
import { clock, config } from "../../server/config";
import { observeRequests } from "../../server/http/observed";
import { peerAddress } from "../../server/http/peer";
import { serveApi } from "../../server/http/serve";
import { metricsAnswer } from "../../server/metrics";
import { CommandFault } from "../command";
import { withDatabase } from "../database";

const answer = (request: Request): Promise<Response> =>
  new URL(request.url).pathname === "/metrics"
    ? metricsAnswer(request, peerAddress(), config().trustProxy, clock())
    : api().fetch(request);

export default new Command("api")
  .description(
    "Serves the public API and /metrics alone, on HOST and PORT. Ctrl-C stops it after the running requests.",
  )
  .action(async () => {
    const { host, port } = config();
    observeRequests();
    await withDatabase(async () => {
      const server = await serveApi(answer, { host, port }).catch((error: NodeJS.ErrnoException) => {
        throw error.code === "EADDRINUSE" ? new CommandFault(`PORT: ${port} is in use`) : error;
      });
      console.log(`The API is served on http://${host}:${port}/api/v1`);
      for (const signal of ["SIGINT", "SIGTERM"] as const)
        process.once(signal, () => {
          server.close();
          server.closeIdleConnections();
        });
      await once(server, "close");
    });
  });
