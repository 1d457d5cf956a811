import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { fail } from "./install.mjs";

const isOnPath = (name) =>
  (process.env.PATH ?? "").split(path.delimiter).some((folder) => existsSync(path.join(folder, name)));

/** A part of LibreOffice is there when its library is. */
const officePart = (library) =>
  ["/usr/lib/libreoffice/program", "/usr/lib64/libreoffice/program", "/opt/libreoffice/program"].some((folder) =>
    existsSync(path.join(folder, library)),
  ) || existsSync("/Applications/LibreOffice.app");

const hasChineseFont = () =>
  /\S/.test(spawnSync("fc-list", [":lang=zh-cn", "family"], { encoding: "utf8" }).stdout ?? "");

const playwrightBrowsers = path.join(process.env.HOME ?? "", ".cache", "ms-playwright");
const hasBrowser = () =>
  ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].some(isOnPath) ||
  (existsSync(playwrightBrowsers) && readdirSync(playwrightBrowsers).some((name) => /^chromium-\d/.test(name)));

/** What the tests read documents and pages with, and Debian's package for it. */
const needed = [
  ["a browser (chromium)", "chromium", hasBrowser],
  ["python3", "python3", () => isOnPath("python3")],
  ["pdftotext", "poppler-utils", () => isOnPath("pdftotext")],
  ["LibreOffice Writer", "libreoffice-writer-nogui", () => isOnPath("soffice") && officePart("libswlo.so")],
  ["LibreOffice Calc", "libreoffice-calc-nogui", () => isOnPath("soffice") && officePart("libsclo.so")],
  ["a Chinese font", "fonts-noto-cjk", hasChineseFont],
];

const missing = () => needed.filter(([, , isThere]) => !isThere());

/** On Debian as root, installs what the tests need; elsewhere ends with one line that says what is missing. */
export function ensureTools() {
  const lacking = missing();
  if (lacking.length === 0) return;
  const packages = lacking.map(([, name]) => name);
  if (!isOnPath("apt-get") || process.getuid?.() !== 0)
    fail(`Missing: ${lacking.map(([what]) => what).join(", ")}. On Debian: sudo apt-get install ${packages.join(" ")}`);
  console.log(`Installing ${packages.join(", ")} (apt-get)…`);
  for (const words of [
    ["update", "-qq"],
    ["install", "-y", "-qq", "--no-install-recommends", ...packages],
  ]) {
    const { status, stdout, stderr } = spawnSync("apt-get", words, {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      encoding: "utf8",
      maxBuffer: 100_000_000,
    });
    if (status !== 0 && words[0] === "install")
      fail(`apt-get ${words[0]} failed: ${(stderr || stdout).trim().split("\n").at(-1)}`);
  }
  const still = missing();
  if (still.length > 0) fail(`Still missing after apt-get: ${still.map(([what]) => what).join(", ")}.`);
}
