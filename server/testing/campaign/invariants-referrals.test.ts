import { expect, it } from "vitest";
import type { ReferralFact } from "./facts";
import { checkSealKept } from "./invariants-referrals";

const sealed: ReferralFact = {
  id: "referral",
  state: "sealed",
  version: 3,
  hash: "row",
  number: "R-0001",
  caseId: "case",
  subject: "subject",
  draftedBy: "one",
  proposedBy: "one",
  sealedBy: "two",
  sealedAt: new Date("2026-11-22T08:00:00.000Z"),
  handedOverBy: null,
  handedOverAt: null,
  contentSha256: "content",
  packageSha256: "package",
  packed: "bytes",
  said: "words",
  eventId: "event",
};

it.each(["sealedBy", "contentSha256", "packageSha256", "packed", "said"] as const)(
  "sees a seal with another %s",
  (name) => {
    expect(() => checkSealKept(sealed, { ...sealed, [name]: "another" })).toThrow(
      `what was sealed has another ${name}`,
    );
  },
);

it("lets a sealed referral go on, and a draft change", () => {
  const handedOver = { ...sealed, state: "handed_over", version: 4, hash: "later", handedOverBy: "one" } as const;
  expect(() => checkSealKept(sealed, handedOver)).not.toThrow();
  expect(() => checkSealKept({ ...sealed, sealedBy: null }, { ...sealed, said: "others" })).not.toThrow();
});
