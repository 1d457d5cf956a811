import { type Refusal, Refused } from "../kernel/refusal";

/** The refusal that some work ends with; null when it was done. Anything else that it throws is a bug. */
export async function refusalOf(work: Promise<unknown>): Promise<Refusal | null> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
  return null;
}
