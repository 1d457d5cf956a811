import { refusalsOf } from "../kernel/refusal";

/** What a table leaves the console as. */
export const exportFormats = ["csv", "xlsx"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const refuse = refusalsOf("exports", {
  busy: {
    status: 429,
    zh: "正在生成其他导出文件，请稍后再试",
    en: "Other exports are being made: try again in a moment",
  },
});
