import { actorRef, type StaffActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import type { NoticeTexts } from "../../notices/contract";
import { builtInTexts } from "../../notices/default";
import {
  beginDraft,
  discardDraft,
  proposeDraft,
  publishDraft,
  returnDraft,
  saveDraft,
  withdrawDraft,
} from "../../notices/service/draft";
import { holds } from "./broken";
import { nobody, type Step, type Stepper, type World } from "./world";

/** The open draft of the notice texts, as the campaign remembers it. */
export type OpenTexts = {
  readonly id: string;
  version: number;
  state: "draft" | "proposed" | "returned";
  isChanged: boolean;
  readonly hands: Set<string>;
};

/** From where each act may be done, by the domain's words: drafted, proposed, published or returned by another. */
const from = {
  save: ["draft", "returned"],
  propose: ["draft"],
  withdraw: ["proposed"],
  discard: ["draft", "returned"],
  publish: ["proposed"],
  return: ["proposed"],
} as const satisfies Record<string, readonly OpenTexts["state"][]>;
type Act = keyof typeof from;

const textsOf = (world: World, isFaulty: boolean): NoticeTexts => ({
  ...builtInTexts,
  warn: {
    zh: `予以警示，编号${++world.made}。`,
    en: isFaulty ? "Told by {reporter}." : `You are warned, ${world.made}.`,
  },
});

/** One set is in force; every notice since it was published pins it, and none pins one that was not in force then. */
async function checkPinned({ sql, texts }: World): Promise<void> {
  const [row] = await sql<{ wrong: string; published: string; open: string }[]>`
    select (select count(*) from notice where id > ${texts.since} and set_number <> ${texts.inForce}) as wrong,
      (select string_agg(number::text, ',') from notice_set where state = 'published') as published,
      (select count(*) from notice_set where state in ('draft', 'proposed', 'returned')) as open`;
  holds(row?.wrong === "0", "a notice pins texts that were not in force", row);
  holds(row?.published === String(texts.inForce), "other texts are in force than were published last", row);
  holds(row?.open === (texts.open ? "1" : "0"), "another number of drafts is open than were begun", row);
}

async function run(world: World, act: Act, by: StaffActor, open: OpenTexts, isFaulty: boolean, isStale: boolean) {
  const { now, texts } = world;
  const at = { id: open.id, version: isStale ? open.version + 1 : open.version };
  const moved = (work: Promise<{ version: number }>, state: OpenTexts["state"]) =>
    work.then(({ version }) => Object.assign(open, { version, state }));
  const hand = () => open.hands.add(actorRef(by));
  switch (act) {
    case "save": {
      const said = { ...at, label: `c-${world.made + 1}`, texts: textsOf(world, isFaulty) };
      await moved(saveDraft(by, said, now), "draft");
      open.isChanged = true;
      hand();
      break;
    }
    case "propose":
      await moved(proposeDraft(by, at, now), "proposed");
      hand();
      break;
    case "withdraw":
      await moved(withdrawDraft(by, at, now), "draft");
      break;
    case "return":
      await moved(returnDraft(by, { ...at, reason: "请再核对。" }, now), "returned");
      break;
    case "discard":
      await discardDraft(by, at, now);
      texts.open = null;
      break;
    case "publish":
      await checkPinned(world);
      await publishDraft(by, at, now);
      Object.assign(texts, { open: null, inForce: texts.inForce + 1, since: newId(now) });
  }
  await checkPinned(world);
}

/** The notice texts are drafted, proposed, published and returned by whoever may, and by who may not. */
export const textsMoved: Stepper = (world): Step => {
  const { dice, now, texts } = world;
  const admin = dice.oneOf(world.admins) as StaffActor;
  const { open } = texts;
  if (!open)
    return {
      name: "texts begun",
      about: [],
      ends: ["done"],
      act: async () => {
        const { id, version } = await beginDraft(admin, now);
        texts.open = { id, version, state: "draft", isChanged: false, hands: new Set([actorRef(admin)]) };
        await checkPinned(world);
      },
    };
  if (dice.chance(0.1)) {
    const missing = { id: nobody(world), version: 1 };
    return dice.chance(0.5)
      ? { name: "texts begun twice", about: [], ends: ["notices.open"], act: () => beginDraft(admin, now) }
      : {
          name: "no texts proposed",
          about: [],
          ends: ["notices.missing"],
          act: () => proposeDraft(admin, missing, now),
        };
  }
  // What leads on comes more often, so that texts are published now and then.
  const likely = { draft: open.isChanged ? "propose" : "save", proposed: "publish", returned: "save" } as const;
  const act = dice.chance(0.6) ? likely[open.state] : (dice.oneOf(Object.keys(from) as Act[]) as Act);
  const settles = act === "publish" || act === "return";
  const second = dice.oneOf([...world.leads, ...world.compliance]) as StaffActor;
  // Somebody with both roles who had a hand in the draft.
  const isOwn = settles && dice.chance(0.2);
  const isUnfit = dice.chance(0.1);
  const own: StaffActor = { ...admin, roles: ["admin", "lead"] };
  const by = settles !== isUnfit ? (isOwn ? own : second) : admin;
  const isFaulty = act === "save" && dice.chance(0.2);
  const isStale = dice.chance(0.1);
  const mayAct = settles ? by !== admin : by === admin;
  const end = !mayAct
    ? "notices.not_allowed"
    : !(from[act] as readonly string[]).includes(open.state)
      ? "notices.transition"
      : isStale
        ? "notices.stale"
        : settles && open.hands.has(actorRef(by))
          ? "notices.own_draft"
          : isFaulty
            ? "notices.faulty"
            : act === "propose" && !open.isChanged
              ? "notices.unchanged"
              : "done";
  return {
    name: `texts: ${act}`,
    about: [],
    ends: [end],
    act: () => run(world, act, by, open, isFaulty, isStale),
  };
};
