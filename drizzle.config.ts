import { defineConfig } from "drizzle-kit";

/** For `drizzle-kit generate` only: migrations run through `db/migrate.ts`, which needs the owner's address. */
export default defineConfig({
  dialect: "postgresql",
  schema: "./db/schema/index.ts",
  out: "./db/migrations",
});
