import type { FieldFault, Refusal } from "../kernel/refusal";
import type { Verdict } from "../kernel/verdict";
import type { MeasureKey } from "../policy/contract";
import type { NoticeText, Standing } from "./contract";
import type { Effected } from "./rules-effect";
import type { PlannedMeasure } from "./rules-plan";

/** A measure as a screen shows it before or after it takes effect. */
export type MeasureLine = {
  readonly key: MeasureKey;
  readonly subjectKind: "group" | "account";
  readonly subjectName: string;
  readonly subjectCode: string;
  readonly standing: Standing;
  readonly days: number | null;
  readonly until: Date | null;
  readonly parameters: PlannedMeasure["parameters"];
  readonly severe: boolean;
};

export type EffectView = {
  readonly measures: readonly MeasureLine[];
  readonly standings: readonly {
    readonly name: string;
    readonly status: string | null;
    readonly credit: { readonly from: string; readonly to: string } | null;
  }[];
  readonly notices: readonly { readonly name: string; readonly text: NoticeText }[];
  readonly orders: number;
};

export const effectView = ({ measures, standings, notices, orders }: Effected): EffectView => ({
  measures: measures.map(({ key, subject, standing, days, until, parameters, severe }) => ({
    key,
    subjectKind: subject.kind,
    subjectName: subject.name,
    subjectCode: subject.code,
    standing,
    days,
    until,
    parameters,
    severe,
  })),
  standings: standings.map(({ subject, status, credit }) => ({ name: subject.name, status, credit })),
  notices: notices.map(({ subject, text }) => ({ name: subject.name, text })),
  orders: orders.filter(({ type }) => type !== "report.outcome").length,
});

export type PreviewView =
  | {
      readonly ok: true;
      readonly severe: boolean;
      readonly deviates: boolean;
      readonly effects: EffectView;
      /** What begins at once, before anybody else has decided; null when nothing does. */
      readonly provisional: EffectView | null;
      readonly reports: { readonly upheld: number; readonly notUpheld: number };
      /** What stands in nobody's way, but should be looked at again before it leaves. */
      readonly cautions: readonly FieldFault[];
    }
  | {
      readonly ok: false;
      readonly refusal: Pick<Refusal, "code" | "sentence">;
      readonly fields: readonly FieldFault[];
    };

/** What the rail shows of a preview. */
export const previewView = (
  verdict: Verdict<{
    readonly plan: { readonly severe: boolean };
    readonly deviates: boolean;
    readonly effected: Effected;
    readonly provisional: Effected | null;
    readonly outcomes: ReadonlyMap<string, "upheld" | "not_upheld">;
  }>,
  cautions: readonly FieldFault[],
): PreviewView => {
  if (!verdict.ok) {
    const { code, sentence, fields } = verdict.refusal;
    return { ok: false, refusal: { code, sentence }, fields };
  }
  const { plan, deviates, effected, provisional, outcomes } = verdict.next;
  const upheld = [...outcomes.values()].filter((outcome) => outcome === "upheld").length;
  return {
    ok: true,
    severe: plan.severe,
    deviates,
    effects: effectView(effected),
    provisional: provisional && effectView(provisional),
    reports: { upheld, notUpheld: outcomes.size - upheld },
    cautions,
  };
};
