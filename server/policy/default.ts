import type { Citation, PolicyDocument, Rung } from "./contract";
import { laws } from "./contract";
import { defaultTaxonomy } from "./default-taxonomy";

/** Article 11 of the Provisions: paragraph 1 measures on groups, 2 on founders, managers and other users, 3 the blacklist. */
const article11 = (paragraph: 1 | 2 | 3): Citation => ({
  law: "互联网群组信息服务管理规定",
  version: laws.互联网群组信息服务管理规定.version,
  article: 11,
  paragraph,
});

const groupRungs: Rung[] = [
  { measures: [{ key: "warn_and_rectify", days: 7, daysByGrade: [7, 7, 3, 3] }], founder: [], manager: [] },
  {
    measures: [{ key: "suspend_posting", days: 7 }],
    founder: [{ key: "lower_credit", days: 90, levels: 1 }],
    manager: [{ key: "suspend_management", days: 14 }],
  },
  {
    measures: [{ key: "suspend_posting", days: 30 }],
    founder: [{ key: "lower_credit", days: 180, levels: 1 }],
    manager: [{ key: "suspend_management", days: 30 }],
  },
  {
    measures: [{ key: "close_group", days: null }],
    founder: [
      { key: "revoke_founding", days: 180 },
      { key: "lower_credit", days: 180, levels: 1 },
    ],
    manager: [{ key: "suspend_management", days: 30 }],
  },
];

const accountRungs: Rung[] = [
  { measures: [{ key: "warn", days: null }], founder: [], manager: [] },
  { measures: [{ key: "suspend_posting", days: 3 }], founder: [], manager: [{ key: "suspend_management", days: 14 }] },
  {
    measures: [
      { key: "suspend_posting", days: 7 },
      { key: "lower_credit", days: 90, levels: 1 },
    ],
    founder: [{ key: "suspend_management", days: 14 }],
    manager: [{ key: "suspend_management", days: 30 }],
  },
  {
    measures: [
      { key: "suspend_posting", days: 30 },
      { key: "lower_credit", days: 180, levels: 1 },
    ],
    founder: [{ key: "revoke_founding", days: 180 }],
    manager: [{ key: "suspend_management", days: 90 }],
  },
  {
    measures: [{ key: "blacklist", days: 365, functions: ["post", "found", "join", "manage"] }],
    founder: [],
    manager: [],
  },
];

/**
 * The rules with which an installation starts, published by the operator at the first start. Numbers here are the
 * provider's own choice and no law's: the law gives none of them (`domain.md`, "Measures").
 */
export const defaultDocument: PolicyDocument = {
  label: "2026.1",
  taxonomy: defaultTaxonomy,
  ladder: {
    windowDays: 90,
    group: {
      rungs: groupRungs,
      steps: [
        [0, 0, 0, 1, 1],
        [0, 0, 1, 1, 2],
        [0, 1, 1, 2, 3],
        [1, 1, 1, 3, 3],
        [3, 3, 3, 3, 3],
      ],
    },
    account: {
      rungs: accountRungs,
      steps: [
        [0, 0, 0, 1, 1],
        [0, 0, 1, 2, 2],
        [0, 1, 2, 3, 3],
        [2, 2, 3, 4, 4],
        [4, 4, 4, 4, 4],
      ],
    },
  },
  thresholds: {
    always: ["close_group", "blacklist"],
    suspendPostingDays: 7,
    suspendManagementDays: 30,
    creditLevels: 2,
    provisionalSuspensionHours: 72,
    proposalHours: 24,
    undoSeconds: 10,
    appealMonths: 6,
  },
  credit: {
    initial: "C",
    services: {
      A: { founds: 10, joins: 500, largestGroup: 2_000 },
      B: { founds: 5, joins: 300, largestGroup: 1_000 },
      C: { founds: 3, joins: 200, largestGroup: 500 },
      D: { founds: 1, joins: 100, largestGroup: 200 },
      E: { founds: 0, joins: 50, largestGroup: 0 },
    },
  },
  caps: { groupMembers: 2_000, managersPerGroup: 20, informationPageMembers: 100 },
  grading: {
    memberBands: [100, 500, 1_000],
    messageBands: [200, 2_000],
    matrix: [
      [1, 1, 2],
      [1, 2, 2],
      [2, 2, 3],
      [3, 3, 4],
    ],
    raises: { publicJoin: 0, publicDissemination: 1, categories: { public: 1 } },
  },
  sla: {
    minutesBySeverity: [4_320, 1_440, 480, 240, 60],
    maximumMinutesBySource: { trusted_reporter: 240 },
  },
  queues: [
    { key: "general", names: { zh: "综合", en: "General" } },
    { key: "trade", names: { zh: "交易", en: "Trade" } },
    { key: "accounts", names: { zh: "账号", en: "Accounts" } },
    { key: "regulator", names: { zh: "监管转办", en: "From the regulator" } },
    { key: "minors", names: { zh: "未成年人", en: "Minors" } },
  ],
  routing: {
    rules: [
      { when: { categories: ["minors"] }, queue: "minors" },
      { when: { sources: ["regulator"] }, queue: "regulator" },
      {
        when: { categories: ["fraud", "gambling", "dangerous_goods", "intellectual_property"] },
        queue: "trade",
      },
      { when: { subjectKinds: ["account"] }, queue: "accounts" },
    ],
    default: "general",
  },
  measureGrounds: {
    group: {
      warn_and_rectify: [article11(1)],
      suspend_posting: [article11(1)],
      close_group: [article11(1)],
      blacklist: [article11(3)],
    },
    // Paragraph 2 names users and measures by open lists ("等使用者", "等管理措施"): warning and suspending are among them.
    account: {
      warn: [article11(2)],
      suspend_posting: [article11(2)],
      lower_credit: [article11(2)],
      suspend_management: [article11(2)],
      revoke_founding: [article11(2)],
      blacklist: [article11(3)],
      remove_content: [{ law: "网络安全法", version: laws.网络安全法.version, article: 49 }],
    },
  },
};
