import { clock } from "../config";
import { after, day, minute } from "../kernel/calendar";
import { log } from "../log";
import { every, type Loop } from "../loop";
import { completeList, undoneErasures } from "./service/again";

const lookedBack = 2 * day;

/**
 * Keeps the list of erasures outside the database complete. At its first look it compares the whole of both, and warns
 * when the database does not show erasures that two people confirmed: an older backup was restored.
 */
export function startErasedList(): Loop {
  let isFirst = true;
  return every("erased", minute, async () => {
    const now = clock();
    if (isFirst) {
      const undone = await undoneErasures();
      if (undone.length > 0)
        log().warn(
          { erasures: undone.length },
          "erasures were undone by a restored backup: `docket erase list` tells which, `docket erase again` repeats them",
        );
    }
    await completeList(isFirst ? new Date(0) : after(now, -lookedBack));
    isFirst = false;
    return false;
  });
}
