/** The sign beside the word of each state. */
export const stateGlyphs = {
  draft: "ring",
  proposed: "half",
  returned: "triangle",
  sealed: "bar",
  handed_over: "clock",
  acknowledged: "tick",
  abandoned: "cross",
} as const;
