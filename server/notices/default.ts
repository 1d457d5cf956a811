import type { NoticeTexts } from "./contract";

/** The name of the texts that come with Docket: every installation's version 1. */
export const builtInLabel = "2026.1";

/**
 * The texts that come with Docket. They are version 1 and stay as they are: a test holds their hash. A text that a later
 * release adds is taken from here by versions that are older than it.
 */
export const builtInTexts: NoticeTexts = {
  frame: {
    zh: `关于{subject}的处置通知

{subject}（编码 {code}）违反了《平台规则》{label} 版第 {clause} 条：{rule}。依据：{legal}。

事实：{facts}

处置措施：{measures}

{remedy}规则全文：{rules}。以上时间均为北京时间。`,
    en: `Notice about {subject}

{subject} (code {code}) broke clause {clause} of the platform rules, version {label}: {rule}. Grounds: {legal}.

Facts: {facts}

Measures: {measures}

{remedy} The full rules: {rules}. All times are Beijing time.`,
  },
  warn: {
    zh: "予以警示。再次违规将采取更严格的措施。",
    en: "You are warned. A further violation leads to stricter measures.",
  },
  warn_and_rectify: {
    zh: "予以警示整改，请于{due}前完成以下事项：{items}。到期由工作人员复查。",
    en: "The group is warned and must put the following right by {due}: {items}. Our staff will check again then.",
  },
  suspend_posting: {
    zh: "自{from}起暂停发布 {duration}，至{until}止{scope}。期满自动恢复。",
    en: "Posting is suspended for {duration} from {from} until {until}{scope}. It is restored automatically.",
  },
  close_group: {
    zh: "自{from}起关闭群组，群组识别编码不再使用。",
    en: "The group is closed from {from}. Its code will not be used again.",
  },
  lower_credit: {
    zh: "自{from}起信用等级降为 {level} 级，至{until}止。",
    en: "Your credit level is lowered to {level} from {from} until {until}.",
  },
  suspend_management: {
    zh: "自{from}起暂停群组管理权限 {duration}，至{until}止{scope}。",
    en: "Your rights to manage groups are suspended for {duration} from {from} until {until}{scope}.",
  },
  revoke_founding: {
    zh: "自{from}起取消建群资格，{term}。",
    en: "You may not found groups from {from}, {term}.",
  },
  blacklist: {
    zh: "自{from}起列入黑名单，限制以下功能：{functions}。将于{review}复核。",
    en: "Placed on the blacklist from {from}. These functions are restricted: {functions}. It will be reviewed on {review}.",
  },
  remove_content: { zh: "相关信息已删除。", en: "The content concerned has been removed." },
  remedy_open: {
    zh: "如有异议，可在{deadline}前通过以下地址申诉（案件编号 {number}），将由未参与本案的人员处理：{appeal} 。",
    en: "If you disagree, appeal before {deadline} at the following address; somebody who took no part in this case ({number}) will look at it: {appeal} .",
  },
  remedy_used: {
    zh: "本通知是对您申诉（案件编号 {number}）的复核结果，取代此前就同一决定发出的通知。",
    en: "This notice is the outcome of your appeal in case {number} and takes the place of the earlier notice about the same decision.",
  },
  provisional: {
    zh: `关于先行暂停{subject}发布的通知

{subject}（编码 {code}）涉嫌违反《平台规则》{label} 版第 {clause} 条：{rule}。案件编号 {number}。

先行暂停的事由：{facts}

自{from}起先行暂停发布，最迟至{until}止。此为临时措施，不是处置决定：是否处置须由另一名工作人员复核后决定。决定生效、提请被退回或撤回、逾期未复核的，先行暂停随即结束。

对先行暂停不单独受理申诉。案件作出处置决定的，将另行通知，届时可按该通知所附地址申诉。规则全文：{rules}。以上时间均为北京时间。`,
    en: `Notice of a provisional suspension of {subject}

{subject} (code {code}) is suspected of breaking clause {clause} of the platform rules, version {label}: {rule}. Case {number}.

Why posting is suspended now: {facts}

Posting is suspended provisionally from {from}, until {until} at the latest. This is no decision yet: a second person decides. The suspension ends when a decision takes effect, or when the proposal is returned, withdrawn or left unanswered.

The provisional suspension cannot be appealed by itself. If a measure is decided on in this case, you receive another notice with the address at which you may appeal against it. The full rules: {rules}. All times are Beijing time.`,
  },
  authority: { zh: "{office}指令（{order}）", en: "the order {order} of {office}" },
};
