import type { NewReport } from "../../server/cases/receive-contract";
import { after, day, hour, minute } from "../../server/kernel/calendar";
import { accountCount, accountId, groupCount, groupId, type Membership } from "./community";
import type { Chance } from "./random";
import { contexts, offices, type Story, stories } from "./words";

type Target = {
  readonly story: Story;
  readonly kind: "group" | "account";
  readonly group: number;
  readonly account: number;
};

const mildCategories: ReadonlySet<string> = new Set(["spam_advertising", "spam_diversion", "copyright"]);

/** Makes reports one after another: some about whoever was reported lately, most about somebody new. */
export class Reports {
  readonly #chance: Chance;
  readonly #memberships: readonly Membership[];
  /** Groups that are closed: nobody reports them any more. */
  closed: ReadonlySet<string> = new Set();
  #recent: Target[] = [];
  #made = 0;

  constructor(chance: Chance, memberships: readonly Membership[]) {
    this.#chance = chance;
    this.#memberships = memberships;
  }

  #target(mild: boolean): Target {
    const chance = this.#chance;
    if (!mild && this.#recent.length > 0 && chance.is(0.3)) {
      const again = chance.pick(this.#recent);
      if (!this.closed.has(groupId(again.group))) return again;
    }
    const told = mild ? stories.filter((each) => mildCategories.has(each.category)) : stories;
    const story = chance.weighted(told.map((each) => [each, each.weight] as const));
    const kind =
      story.on === "both"
        ? chance.weighted([
            ["group", 1],
            ["account", 3],
          ] as const)
        : story.on;
    // Low indexes come up more often: trouble concentrates.
    let group = Math.floor(chance.next() ** 1.4 * groupCount);
    while (this.closed.has(groupId(group))) group = (group + 1) % groupCount;
    const { founder, members } = this.#memberships[group] as Membership;
    const account = kind === "group" ? founder : chance.pick(members);
    const target = { story, kind, group, account };
    this.#recent = [...this.#recent.slice(-24), target];
    return target;
  }

  /**
   * The next report, as the platform would send it at `now`.
   *
   * @param mild only matters that can wait, about somebody new.
   */
  next(now: Date, mild = false): NewReport {
    const chance = this.#chance;
    const { story, kind, group, account } = this.#target(mild);
    const at = this.#made++;
    const source = chance.weighted([
      ["in_app", 74],
      ["web_form", 9],
      ["trusted_reporter", 7],
      ["automated", 6],
      ["staff", 2],
      ["regulator", 2],
    ] as const);
    const sentAt = after(now, -chance.between(3, 240) * minute);
    const messages =
      kind === "group" ? [chance.pick(contexts), chance.pick(story.messages)] : [chance.pick(story.messages)];
    const subject =
      kind === "group"
        ? ({ type: "group", externalId: groupId(group) } as const)
        : ({
            type: "message",
            externalId: `xd-message-${at}`,
            groupExternalId: groupId(group),
            authorExternalId: accountId(account),
          } as const);
    return {
      externalId: `xd-report-${String(at).padStart(6, "0")}`,
      subject,
      ...(mild || chance.is(0.95) ? { category: story.category } : {}),
      description: chance.pick(story.complaints),
      source,
      ...(source === "automated" || source === "staff"
        ? {}
        : {
            reporter: {
              externalId: accountId(chance.between(0, accountCount - 1)),
              ...(source === "web_form" ? { contact: `reporter${at}@example.com` } : {}),
            },
          }),
      ...(source === "regulator"
        ? {
            regulator: {
              office: chance.pick(offices),
              letterNumber: `举转〔2026〕${at}号`,
              dueAt: after(now, chance.pick([hour * 24, 2 * day, 3 * day])).toISOString(),
            },
          }
        : {}),
      evidence: messages.map((text, place) => ({
        kind: "text",
        role: place === messages.length - 1 ? "reported" : "context",
        messageExternalId: kind === "group" ? `xd-message-${at}-${place}` : `xd-message-${at}`,
        authorExternalId: accountId(account),
        text,
        sentAt: after(sentAt, place * minute).toISOString(),
        views: chance.between(0, 1_400),
        forwards: chance.between(0, 40),
        comments: chance.between(0, 60),
      })),
      occurredAt: sentAt.toISOString(),
    };
  }
}

/** The facts that a reviewer would write about a category; a plain sentence where the demo has no story for it. */
export const factsFor = (chance: Chance, category: string | null) =>
  chance.pick(
    stories.find((story) => story.category === category)?.facts ?? [
      "在群内多次发布违反平台公约的信息，经警示后仍继续。",
    ],
  );
