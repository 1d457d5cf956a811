/** Runs once when a web process begins. What only Node can do is apart: this file is also compiled for other runtimes. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") await import("./instrumentation-node");
}
