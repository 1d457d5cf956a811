/** Runs once when a web process begins: a setting that cannot be used ends it before it takes a request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { ConfigError, config } = await import("./server/config");
  const { observeRequests } = await import("./server/http/observed");
  observeRequests();
  try {
    // next-auth reads its address from the environment only.
    process.env.NEXTAUTH_URL ??= config().url;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
