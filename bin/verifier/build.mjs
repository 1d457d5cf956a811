import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const folder = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
/** tsx, which runs every command here, brings esbuild: the lock pins it, so that the page is the same wherever it is built. */
const esbuild = createRequire(require.resolve("tsx/package.json"))("esbuild");

/** The name under which the page is published; beside it stands its hash. */
export const verifierName = "verifier.html";

const sourceHash = (text) => `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;

const pageOf = ({ policy, style, script }) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Docket 案卷</title>
<style>${style}</style>
</head>
<body>
<main id="page"></main>
<noscript>This page verifies in the browser and needs JavaScript. 本页在浏览器内核验，需要启用 JavaScript。</noscript>
<script>${script}</script>
</body>
</html>
`;

/**
 * Builds the verifier as one file that needs nothing else: script and style inside, admitted by their hashes, and no
 * other source for anything. Not minified, so that it can be read. A module that needs Node fails the build.
 *
 * @returns the page, and its SHA-256, hex.
 */
export async function buildVerifier() {
  const { outputFiles } = await esbuild.build({
    entryPoints: [path.join(folder, "page.ts")],
    absWorkingDir: path.resolve(folder, "../.."),
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: ["chrome110", "firefox115", "safari16.4"],
    charset: "utf8",
    legalComments: "inline",
  });
  const script = `\n${outputFiles[0].text}`;
  const style = `\n${readFileSync(path.join(folder, "page.css"), "utf8")}`;
  const policy = [
    "default-src 'none'",
    `script-src ${sourceHash(script)}`,
    `style-src ${sourceHash(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const html = pageOf({ policy, style, script });
  return { html, sha256: createHash("sha256").update(html, "utf8").digest("hex") };
}

/** Writes the page and its hash, as `sha256sum -c` reads it. Returns the hash. */
export async function writeVerifier(into) {
  const { html, sha256 } = await buildVerifier();
  mkdirSync(into, { recursive: true });
  writeFileSync(path.join(into, verifierName), html);
  writeFileSync(path.join(into, `${verifierName}.sha256`), `${sha256}  ${verifierName}\n`);
  return sha256;
}
