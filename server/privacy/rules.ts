import { denied, type Verdict } from "../kernel/verdict";
import { type RevealableField, reasonLeast, refuse } from "./contract";

/** A sealed field as its room finds it. `purpose` and `about` are those with which it was sealed. */
export type SealedField = {
  readonly about: string;
  readonly purpose: string;
  readonly sealed: Buffer;
  /** Whom the entry in the log is about, e.g. the account. */
  readonly subject: { readonly kind: string; readonly id: string };
  readonly caseId?: string;
};

/**
 * May this field be shown, and what does the log say of it? The field's name is public, the reason is private.
 *
 * @param found null when the subject is not there or holds no such value.
 */
export function reveal(found: SealedField | null, field: RevealableField, reason: string): Verdict<SealedField> {
  const words = reason.trim();
  if ([...words].length < reasonLeast) {
    const { sentence } = refuse("reason", { least: reasonLeast });
    return denied(refuse("reason", { least: reasonLeast }, [{ pointer: "/reason", reason: sentence }]));
  }
  if (!found) return denied(refuse("missing"));
  return {
    ok: true,
    next: found,
    entry: {
      kind: "disclosure",
      action: "disclosure.field_revealed",
      subject: { ...found.subject, version: null },
      pub: { field },
      priv: { about: found.about, values: { reason: words } },
      caseId: found.caseId,
    },
    effects: [],
  };
}
