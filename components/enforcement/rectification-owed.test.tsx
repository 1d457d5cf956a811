import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { catalogue } from "@/messages/catalogue";
import { formatsOf } from "@/messages/formats";
import { type Language, localeOf } from "@/messages/languages";
import type { Owed } from "@/server/enforcement/contract";
import { RectificationOwed } from "./rectification-owed";

const now = new Date("2026-11-22T08:00:00.000Z");
const owed: Owed = { state: "assigned", dueAt: now, submittedAt: now, isOpen: false, isOver: false };
const markup = (language: Language, given: Partial<Owed>) =>
  renderToStaticMarkup(
    <NextIntlClientProvider
      locale={localeOf(language)}
      messages={catalogue(language)}
      formats={formatsOf(language)}
      timeZone="Asia/Shanghai"
      now={now}
      onError={(error) => {
        throw error;
      }}
    >
      <RectificationOwed owed={{ ...owed, ...given }} token="t" />
    </NextIntlClientProvider>,
  );

it.each([
  ["assigned", {}, "To be done by", "前完成"],
  ["submitted", { state: "submitted" }, "a person will look at it", "等待人工复查"],
  ["overdue", { state: "overdue" }, "The time ended", "期限已于"],
  ["passed", { state: "passed" }, "found put right", "整改合格"],
  ["failed", { state: "failed" }, "not put right", "整改不合格"],
  ["over", { isOver: true }, "nothing is asked any more", "无需再整改"],
] as const)("says in both languages how it stands: %s", (_state, given, en, zh) => {
  expect(markup("en", given)).toContain(en);
  expect(markup("zh-CN", given)).toContain(zh);
  if ("isOver" in given) expect(markup("en", given)).not.toContain("To be done");
});

it("is read out when it changes, and breaks into lines on a telephone", () => {
  const line = /<p[^>]*role="status"[^>]*><span class="([^"]*)"/.exec(markup("en", { state: "submitted" }))?.[1];
  expect(line?.split(" ")).toContain("whitespace-normal");
});
