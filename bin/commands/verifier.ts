import path from "node:path";
import { Command } from "commander";
import { verifierName, writeVerifier } from "../verifier/build.mjs";

export default new Command("verifier")
  .description("Writes the verifier of filings: one HTML file that works offline from disk, with its hash beside it.")
  .argument("<dir>", "where to; it is made if it is not there")
  .action(async (dir: string) => {
    const sha256 = await writeVerifier(dir);
    console.log(`${sha256}  ${path.join(dir, verifierName)}`);
  });
