import { expect, it } from "vitest";
import { DecideCase } from "@/server/enforcement/contract";
import { draftOf } from "@/server/enforcement/contract-draft";
import { type Form, inputOf, nothingSaid, readDraft, type Said } from "./decision-state";

const id = (nth: number) => `00000000-0000-4000-8000-00000000000${nth}`;
const founder = { id: id(2), role: "founder" as const };

/** What the rail of a group or an account is given, as far as a decision is made of it. */
const formOf = (kind: "group" | "account", measures: readonly object[]) =>
  ({
    subject: { kind, id: id(1) },
    clauses: [{ key: "fraud", severity: 0 }],
    recommendations: [{ measures }],
    people: [founder],
  }) as unknown as Form;
const group = formOf("group", [{ key: "suspend_posting", days: 7, parameters: {} }]);
const account = formOf("account", [
  { key: "lower_credit", days: 90, parameters: { to: "D" } },
  { key: "suspend_posting", days: 3, parameters: {} },
]);
const of = { caseId: id(3), round: 1, claimToken: id(4), evidenceIds: [id(5)] };
const violating = { ...nothingSaid, clause: "fraud", finding: "violates", facts: "收取定金后失联。" } as const;

const cases: readonly (readonly [string, Form, Said, boolean])[] = [
  ["what the ladder recommends", group, { ...violating, option: "recommended" }, false],
  ["a whole rung", account, { ...violating, option: "recommended" }, false],
  [
    "a rung with a level of her own",
    account,
    { ...violating, option: "recommended", level: "E", deviation: "重" },
    true,
  ],
  ["other days", group, { ...violating, option: "recommended", days: 14, deviation: "再犯" }, true],
  ["another measure", group, { ...violating, option: "close_group", deviation: "再犯", reasoning: "见前案" }, true],
  [
    "items to put right",
    group,
    { ...violating, option: "warn_and_rectify", days: 3, items: "删除引流信息\n更换管理者", deviation: "初犯" },
    true,
  ],
  [
    "a listing",
    account,
    { ...violating, option: "blacklist", days: 180, functions: ["found", "join"], deviation: "屡犯" },
    true,
  ],
  [
    "a suspension in one group",
    account,
    { ...violating, option: "suspend_posting", days: 3, scope: id(6), deviation: "一处" },
    true,
  ],
  ["a violation without a measure", group, { ...violating, option: "none", deviation: "已改正" }, true],
  [
    "what a founder carries",
    group,
    {
      ...violating,
      option: "recommended",
      carried: {
        [founder.id]: {
          facts: "未尽管理职责",
          measures: [{ key: "suspend_management", days: 7, parameters: { groups: "all" } }],
        },
      },
    },
    false,
  ],
  ["no violation", group, { ...nothingSaid, finding: "does_not", facts: "未见违规" }, false],
  ["nothing that can be told", group, { ...nothingSaid, finding: "cannot_tell", reasoning: "证据不足" }, false],
];

it.each(cases)("undone, she has %s before her again and would decide the same", (_, form, said, deviates) => {
  const input = inputOf(form, said, of);
  const draft = JSON.stringify(draftOf(DecideCase.parse(input), deviates));
  const again = inputOf(form, readDraft(draft), of);
  expect(DecideCase.parse(again)).toEqual(DecideCase.parse(input));
});
