import { type CheckpointStore, checkpointStore } from "../checkpoint-store";
import { signCheckpoint } from "../sign";

/**
 * Signs once as a process of its own and is killed, as kill -9 kills, at the place that it is told:
 * `node --import tsx sign-and-die.ts ORIGIN PLACE`.
 */
const [origin = "", place] = process.argv.slice(2);
const real = checkpointStore(origin);
const dieAt = (here: string) => {
  if (place === here) process.kill(process.pid, "SIGKILL");
};

const store: CheckpointStore = {
  async read() {
    dieAt("before-sign");
    return real.read();
  },
  async replace(expected, note) {
    dieAt("after-sign");
    const isReplaced = await real.replace(expected, note);
    dieAt("after-store");
    return isReplaced;
  },
};

await signCheckpoint(new Date(process.env.DOCKET_NOW as string), { store });
dieAt("after-publish");
process.exit(0);
