import { beforeAll } from "vitest";
import { forgetConfig } from "../config";
import { after, second } from "../kernel/calendar";

/** The product's own window, which other tests are without. */
export const windowSeconds = 10;

/** Lets decisions of this test file be undone for as long as they can where nobody has set anything. */
export function useUndoWindow(): void {
  beforeAll(() => {
    delete process.env.DOCKET_UNDO_SECONDS;
    forgetConfig();
  });
}

/** When a decision of `at` takes effect, and the last instant before. */
export const effective = (at: Date) => after(at, windowSeconds * second);
export const justBefore = (at: Date) => new Date(effective(at).getTime() - 1);
