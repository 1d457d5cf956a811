/** A sentence in both languages. `{name}` marks where a detail of the refusal goes. */
export type Sentence = { readonly zh: string; readonly en: string };

/** HTTP statuses that a refusal may have. */
export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 409 | 410 | 413 | 415 | 422 | 429;

/** One row of a room's table of refusals. */
export type RefusalText = Sentence & { readonly status: RefusalStatus };

/** Details are put into the sentence and reach the client: never personal data, never internals. */
export type RefusalDetails = Readonly<Record<string, string | number | boolean | null>>;

/** A field that was refused: JSON pointer (RFC 6901) into the input, and why. */
export type FieldFault = { readonly pointer: string; readonly reason: Sentence };

export type Refusal = {
  /** `room.key`, stable; the last part of the problem's `type`. */
  readonly code: string;
  readonly status: RefusalStatus;
  readonly sentence: Sentence;
  readonly details: RefusalDetails;
  readonly fields: readonly FieldFault[];
};

/** Thrown by the doors when a rule says no; routers and endpoints turn it into data for the client. */
export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.name = "Refused";
    this.refusal = refusal;
  }
}

const fill = (text: string, details: RefusalDetails) =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in details ? String(details[name]) : whole));

/**
 * Makes the `refuse` function of a room from its table.
 *
 * @returns `refuse(key, details?, fields?)`, which builds the refusal with its sentences filled in.
 */
export function refusalsOf<Table extends Readonly<Record<string, RefusalText>>>(room: string, table: Table) {
  return (key: keyof Table & string, details: RefusalDetails = {}, fields: readonly FieldFault[] = []): Refusal => {
    const text = table[key] as RefusalText;
    return {
      code: `${room}.${key}`,
      status: text.status,
      sentence: { zh: fill(text.zh, details), en: fill(text.en, details) },
      details,
      fields,
    };
  };
}
