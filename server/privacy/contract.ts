import { refusalsOf } from "../kernel/refusal";

export const refuse = refusalsOf("privacy", {
  erased: {
    status: 409,
    zh: "该主体的个人信息已被删除，不能再写入与其有关的内容。",
    en: "What was known of this subject has been erased: nothing more can be written about it.",
  },
});
