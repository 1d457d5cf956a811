import { once } from "node:events";
import { Command } from "commander";
import { api } from "../../server/api";
import { config } from "../../server/config";
import { serveApi } from "../../server/http/serve";
import { CommandFault } from "../command";
import { withDatabase } from "../database";

export default new Command("api")
  .description("Serves the public API alone, on HOST and PORT. Ctrl-C stops it after the running requests.")
  .action(async () => {
    const { host, port } = config();
    await withDatabase(async () => {
      const server = await serveApi(api().fetch, { host, port }).catch((error: NodeJS.ErrnoException) => {
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
