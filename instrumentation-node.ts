import { ConfigError, config } from "./server/config";
import { observeRequests } from "./server/http/observed";

/* A setting that cannot be used ends the web process before it takes a request. */
observeRequests();
try {
  // next-auth reads its address from the environment only.
  process.env.NEXTAUTH_URL ??= config().url;
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
