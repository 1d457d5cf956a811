/** Header of a checkpoint's answer: how many seconds ago it was signed. */
export const checkpointAgeHeader = "checkpoint-age";
