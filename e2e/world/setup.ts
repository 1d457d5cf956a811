import { ensureBuild } from "../../bin/build.mjs";
import { startInstallation } from "./installation";

/** Before all browser tests: a build of these sources and one installation; each test worker gets its address. */
export default async function setup(): Promise<() => Promise<void>> {
  if (!(await ensureBuild(process.env.DOCKET_DIST_DIR || ".next"))) throw new Error("next build failed");
  const installation = await startInstallation();
  Object.assign(process.env, installation.env);
  return installation.stop;
}
