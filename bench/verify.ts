import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "@playwright/test";
import { writeVerifier } from "../bin/verifier/build.mjs";
import { chromiumFlags, findChromium } from "../e2e/world/chromium";
import { leafHash } from "../server/audit/tree";
import { bytesOf, closeOctober, sealOctober } from "../server/filings/testing/bundle";
import { MemoryLog, vkey } from "../server/filings/testing/memory-log";
import { october } from "../server/filings/testing/sample";
import { after, minute } from "../server/kernel/calendar";
import { runDocket } from "./command";

const perMeasure = 10;

/** A log of a busy October: of ten entries four are reports, four tell of a measure, two are of other matters. */
function busyLog(entries: number): { log: MemoryLog; closed: number } {
  const log = new MemoryLog();
  const lengthMs = october.end.getTime() - october.start.getTime() - minute;
  const at = (nth: number) => after(october.start, Math.floor((nth / entries) * lengthMs));
  log.append("staff.signed_in", "s0", {}, after(october.start, -minute));
  for (let nth = 0; log.size < entries - 2; nth++) {
    const now = at(log.size);
    const [round, measure] = [`c${nth}`, `m${nth}`];
    const subject = { subjectKind: "group", subject: round };
    for (let report = 0; report < 4; report++) log.append("report.received", round, { opened: report === 0 }, now);
    log.append("decision.taken", round, { finding: "violates", severity: nth % 5 }, now);
    const stated = { measure: "suspend_posting", decision: `d${nth}`, case: nth, from: now.toISOString(), until: null };
    const grounds = { standing: "subject", parameters: {}, legal: [], clauses: ["fraud"], policy: 1 };
    log.append("measure.entered", measure, { ...stated, ...subject, ...grounds }, now);
    log.append("notice.issued", `n${nth}`, { decision: `d${nth}`, subject: round }, now);
    log.append("measure.executed", measure, { measure: "suspend_posting" }, now);
    for (let other = 0; other < perMeasure - 8; other++) log.append("staff.signed_in", `s${other}`, {}, now);
  }
  return { log, closed: closeOctober(log, after(october.end, minute)) };
}

/** The page from disk in Chromium: seconds from the click to the verdict, and the script's heap then. */
async function byPage(folder: string, bundle: string): Promise<{ seconds: number; heapMiB: number } | null> {
  const executablePath = findChromium();
  if (!executablePath) return null;
  await writeVerifier(folder);
  const browser = await chromium.launch({ executablePath, args: [...chromiumFlags, "--enable-precise-memory-info"] });
  try {
    const page = await browser.newPage({ locale: "en-GB" });
    await page.goto(pathToFileURL(path.join(folder, "verifier.html")).href);
    await page.getByLabel("Public key of the log").fill(vkey);
    await page.getByLabel("Bundle (zip)").setInputFiles(bundle);
    const began = performance.now();
    await page.getByRole("button", { name: "Verify", exact: true }).click();
    const verdict = page.locator("#verdict");
    await verdict.waitFor({ timeout: 300_000 });
    const seconds = (performance.now() - began) / 1_000;
    if (!(await verdict.innerText()).startsWith("The bundle holds"))
      throw new Error("a good bundle did not verify on the page");
    const heap = await page.evaluate(
      () => (performance as unknown as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0,
    );
    return { seconds, heapMiB: Math.round(heap / 1_048_576) };
  } finally {
    await browser.close();
  }
}

/** Verifying a bundle of so many entries, in the command line and in the browser, beside the hashing of its leaves alone. */
export async function verifyBundles(entries: number) {
  const folder = mkdtempSync(path.join(tmpdir(), "docket-bench-verify-"));
  try {
    const { log, closed } = busyLog(entries);
    const bundle = await bytesOf(sealOctober(log, closed));
    const file = path.join(folder, "bundle.zip");
    writeFileSync(file, bundle);
    const began = performance.now();
    for (const leaf of log.leaves) leafHash(Buffer.from(leaf.envelope));
    const hashingSeconds = (performance.now() - began) / 1_000;
    const command = await runDocket(["filing", "verify", file, "--vkey", vkey]);
    const page = await byPage(folder, file);
    return {
      entries,
      bundleMiB: bundle.length / 1_048_576,
      hashingSeconds,
      commandSeconds: command.seconds,
      commandPeakMiB: command.peakMiB,
      pageSeconds: page?.seconds ?? null,
      pageHeapMiB: page?.heapMiB ?? null,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
