import * as z from "zod";
import { measureKeys, subjectKinds } from "../policy/contract";
import { deliveryStates, measureStates } from "./contract-words";

const isoDay = z.iso.date();

/** Which rows of the ledger. A list and its export are asked by the same words. */
export const LedgerFilter = z.strictObject({
  key: z.enum(measureKeys).optional(),
  state: z.enum(measureStates).optional(),
  subjectKind: z.enum(subjectKinds).optional(),
  /** Of the subject, exactly. */
  code: z.string().trim().min(1).max(40).optional(),
  delivery: z.enum(deliveryStates).optional(),
  decisionId: z.uuid().optional(),
  /** First day of entry, in the installation's zone. */
  from: isoDay.optional(),
  /** Last day of entry, that day included. */
  through: isoDay.optional(),
});
export type LedgerFilter = z.infer<typeof LedgerFilter>;

export const LedgerInput = LedgerFilter.extend({
  cursor: z.string().max(400).optional(),
  limit: z.int().min(1).max(200).default(50),
});
export type LedgerInput = z.infer<typeof LedgerInput>;

/** How the address of a page names the filters; an empty one is none. */
const addressNames = {
  key: "key",
  state: "state",
  kind: "subjectKind",
  code: "code",
  delivery: "delivery",
  from: "from",
  through: "through",
} as const;

/** The filters by the names of the address. */
export const ledgerFilterNames = Object.keys(addressNames) as (keyof typeof addressNames)[];

/** The filters that stand in an address, not yet checked; what is no filter is left out. */
export const ledgerFilterIn = (search: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(addressNames).flatMap(([name, field]) => {
      const value = search[name];
      return value ? [[field, value]] : [];
    }),
  );

/** Entries of the blacklist are counted this far; beyond it a screen says "1000+". */
export const countedListed = 1_000;

export const BlacklistInput = z.strictObject({
  /** Only entries whose date of review has come. */
  due: z.boolean().default(false),
  cursor: z.string().max(400).optional(),
  limit: z.int().min(1).max(200).default(50),
});
export type BlacklistInput = z.infer<typeof BlacklistInput>;
