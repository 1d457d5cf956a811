/** By the person whom a decision hit, or by a reporter whose report was not upheld. */
export const appealKinds = ["appeal", "objection"] as const;
export type AppealKind = (typeof appealKinds)[number];

/** What becomes of the decision appealed against; an inadmissible appeal leaves it alone without looking at it. */
export const rulings = ["upheld", "modified", "overturned", "inadmissible"] as const;
export type Ruling = (typeof rulings)[number];

/** States of an appeal. Source: `domain.md`, "States". */
export const appealStates = ["filed", "in_review", "awaiting_appellant", ...rulings] as const;
/** Nobody has ruled yet. */
export const openStates = ["filed", "in_review", "awaiting_appellant"] as const satisfies readonly AppealState[];
export const isOpenState = (state: AppealState): boolean => (openStates as readonly AppealState[]).includes(state);
export type AppealState = (typeof appealStates)[number];

/** An objection has nothing to modify: either the report was rightly not upheld, or its case is opened again. */
export const rulingsOf = {
  appeal: rulings,
  objection: ["upheld", "overturned", "inadmissible"],
} as const satisfies Record<AppealKind, readonly Ruling[]>;

/** Characters of what a person may write. */
export const shortestText = 10;
export const longestText = 3_000;
/** Characters of what an officer writes. */
export const longestNote = 2_000;

/** Who speaks in the dialogue: an officer, never by name, and whoever disagrees. */
export const sides = ["officer", "appellant"] as const;
export type Side = (typeof sides)[number];
/** What may be attached, told by its first bytes and never by what somebody calls it. */
export const fileKinds = ["png", "jpeg", "webp", "pdf", "text"] as const;
export type FileKind = (typeof fileKinds)[number];
/** Shown in the page, blurred, when somebody asks for it; everything else is only downloaded. */
export const isImage = (kind: FileKind): boolean => kind === "png" || kind === "jpeg" || kind === "webp";
/** Files of one appeal, and the bytes of each. */
export const fileLimit = 5;
export const fileBytesLimit = 5 * 1_048_576;
/** What a browser unpacks of an image: some 160 MB. */
export const pixelLimit = 40_000_000;
/** Characters of a file's name. */
export const longestName = 200;

/** Questions that one appeal bears. */
export const questionLimit = 3;
