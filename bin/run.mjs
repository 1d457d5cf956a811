/** `node bin/run.mjs FILE.ts …`: runs a TypeScript entry, installing packages first when they are missing. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ensureDependencies, fail, root } from "./install.mjs";

const [entry, ...words] = process.argv.slice(2);
if (!entry) fail("usage: node bin/run.mjs FILE.ts [WORD…]");
ensureDependencies();
const { register } = await import("tsx/esm/api");
register();
const file = path.resolve(root, entry);
process.argv = [process.execPath, file, ...words];
await import(pathToFileURL(file).href);
