/** `npm start`, and `npm run dev` with `--dev`: from a bare clone to a served address. Plain JavaScript until tsx is there. */
import { ensureDependencies } from "./install.mjs";

const isDevelopment = process.argv.includes("--dev");
ensureDependencies({ withDevelopment: isDevelopment });
const { register } = await import("tsx/esm/api");
register();
const { supervise } = await import("./supervise.ts");
await supervise({ isDevelopment });
