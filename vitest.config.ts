import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") } },
  test: {
    include: ["{app,bench,bin,components,db,e2e,messages,server}/**/*.test.{ts,tsx}"],
    globalSetup: ["server/testing/cluster.ts"],
    setupFiles: ["server/testing/environment.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
