import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { catalogue } from "@/messages/catalogue";
import { formatsOf } from "@/messages/formats";
import { type Language, localeOf } from "@/messages/languages";
import type { LogStatus } from "@/server/audit/status";
import { EntryState } from "./entry-state";
import { LogLate, LogStanding } from "./log-standing";
import { LogStopped } from "./log-stopped";

const now = new Date("2026-11-22T08:00:00.000Z");
const text = (language: Language, children: ReactNode) =>
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
      {children}
    </NextIntlClientProvider>,
  )
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();

const status: LogStatus = {
  origin: "docket/public-1/log/1",
  size: 12_345,
  root: "ab".repeat(32),
  lastSequencedAt: now,
  pending: 0,
  pendingAgeSeconds: 0,
  checkpoint: { size: 12_340, signedAt: new Date(now.getTime() - 4_000), ageSeconds: 4 },
  unsignedSeconds: 4,
  stop: null,
};
const stop = { failure: "store_ahead", place: "12350", stoppedAt: now } as const;

describe("the line beside the title", () => {
  it("says how much was signed, and when", () => {
    expect(text("en", <LogStanding status={status} />)).toMatch(/12,340 leaves signed 4 seconds ago/);
    expect(text("zh-CN", <LogStanding status={status} />)).toMatch(/4秒钟?前签名至第 12,?340 条/);
  });

  it("says that nothing was signed yet", () => {
    expect(text("en", <LogStanding status={{ ...status, checkpoint: null }} />)).toMatch(/not signed yet/);
  });
});

describe("the alert on the page", () => {
  it("is silent while the log keeps up, or while the banner says more", () => {
    expect(text("en", <LogLate status={status} />)).toBe("");
    expect(text("en", <LogLate status={{ ...status, unsignedSeconds: 299 }} />)).toBe("");
    expect(text("en", <LogLate status={{ ...status, pendingAgeSeconds: 900, stop }} />)).toBe("");
  });

  it("names leaves that wait, and leaves without a signature", () => {
    expect(text("en", <LogLate status={{ ...status, pendingAgeSeconds: 31 }} />)).toMatch(/has waited 31 s/);
    expect(text("en", <LogLate status={{ ...status, unsignedSeconds: 360 }} />)).toMatch(/signed for 6 minutes/);
    expect(text("zh-CN", <LogLate status={{ ...status, unsignedSeconds: 360 }} />)).toMatch(/已有 6 分钟没有签署/);
  });
});

describe("the banner of a log that stopped", () => {
  it("says since when, why in words and by name, and where", () => {
    const said = text("en", <LogStopped stop={stop} />);
    expect(said).toMatch(/22 Nov(ember)? 2026/);
    expect(said).toMatch(/an older database was restored \(store_ahead at 12350\)/);
    expect(text("zh-CN", <LogStopped stop={stop} />)).toMatch(/数据库恢复自较早的备份（store_ahead，位置 12350）/);
  });

  it("falls back on the name", () => {
    expect(text("en", <LogStopped stop={{ ...stop, failure: "leaf_kind_wrong" }} />)).toMatch(/leaf_kind_wrong \(leaf/);
  });
});

describe("the state of an entry", () => {
  it.each([
    [null, "pending", "pending", "待入册"],
    [7, "sequenced", "#7 sequenced", "#7 已入册"],
    [7, "checkpointed", "#7 signed", "#7 已签名"],
  ] as const)("of leaf %s that is %s", (index, state, en, zh) => {
    expect(text("en", <EntryState index={index} state={state} />)).toBe(en);
    expect(text("zh-CN", <EntryState index={index} state={state} />)).toBe(zh);
  });
});
