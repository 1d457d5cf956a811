import { clock } from "../config";
import { minute } from "../kernel/calendar";
import { every, type Loop } from "../loop";
import { forgetAnswers } from "./idempotency";

/** Answers under an Idempotency-Key are forgotten after two days. */
export const startForgetting = (): Loop =>
  every("forget", minute, async () => {
    await forgetAnswers(clock());
    return false;
  });
