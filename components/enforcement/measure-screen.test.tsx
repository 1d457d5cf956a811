import { NextIntlClientProvider } from "next-intl";
import type { ComponentProps } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it, vi } from "vitest";
import { catalogue } from "@/messages/catalogue";
import { formatsOf } from "@/messages/formats";
import { MeasureScreen } from "./measure-screen";

// The acts ask the server, which is not there.
vi.mock("./measure-acts", () => ({ MeasureActs: () => null }));

type Shown = ComponentProps<typeof MeasureScreen>["shown"];
const now = new Date("2026-11-22T08:00:00.000Z");
const id = "0190f000-0000-7000-8000-000000000001";

const decision: Shown["decision"] = {
  id,
  round: 1,
  state: "effective",
  at: now,
  by: "陈默",
  approvedBy: "何川",
  approvedAt: now,
  policyLabel: "2026.1",
  clauses: [],
  legal: [],
  incident: 12,
  authority: null,
};
const shown: Shown = {
  id,
  key: "close_group",
  subjectKind: "group",
  subjectName: "夜市",
  subjectCode: "G-3107-4482",
  standing: "subject",
  parameters: {},
  from: now,
  until: null,
  state: "in_force",
  delivery: "executed",
  enteredAt: now,
  caseNumber: 7,
  isReversal: false,
  isProvisional: false,
  version: 1,
  subjectId: id,
  endedAt: null,
  endedAs: null,
  reverses: null,
  reversedBy: null,
  reports: { count: 0, first: null },
  decision,
  orders: [],
  notice: null,
  rectification: null,
  may: { answer: false, lift: false, reverse: false, check: false },
  verdicts: [],
};

const markup = (mayOpenIncidents: boolean, change: Partial<Shown["decision"]> = {}) =>
  renderToStaticMarkup(
    <NextIntlClientProvider
      locale="en-GB"
      messages={catalogue("en")}
      formats={formatsOf("en")}
      timeZone="Asia/Shanghai"
      now={now}
    >
      <MeasureScreen shown={{ ...shown, decision: { ...decision, ...change } }} mayOpenIncidents={mayOpenIncidents} />
    </NextIntlClientProvider>,
  );

describe("a measure of an incident", () => {
  it("leads to it for whoever may read incidents, and names it to others", () => {
    expect(markup(true)).toMatch(/<a [^>]*href="\/incidents\/I-0012"[^>]*>I-0012<\/a>/);
    expect(markup(false)).toContain("I-0012");
    expect(markup(false)).not.toContain("/incidents/");
  });

  it("does not lead there whoever is not to know yet who decided", () => {
    expect(markup(true, { by: null, approvedBy: null })).toContain("I-0012");
    expect(markup(true, { by: null, approvedBy: null })).not.toContain("/incidents/");
  });

  it("says nothing of one where there was none", () => {
    expect(markup(true, { incident: null })).not.toMatch(/I-00|incidents/);
  });
});
