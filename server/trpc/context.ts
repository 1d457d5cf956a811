import { clock } from "../config";
import type { StaffActor } from "../kernel/actor";
import { newId } from "../kernel/id";
import { currentStaff } from "../staff/session";

/** What every procedure knows: who asks (null: nobody is signed in), when, and the number of the request. */
export type Context = {
  readonly staff: StaffActor | null;
  readonly now: Date;
  readonly requestId: string;
};

/** The context of the request at hand. Roles come from the database, each time. */
export async function createContext(): Promise<Context> {
  const now = clock();
  const staff = await currentStaff(now);
  return { staff: staff?.actor ?? null, now, requestId: newId(now) };
}
