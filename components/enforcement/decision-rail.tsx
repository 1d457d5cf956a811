"use client";

import { useFormatter, useLocale, useTranslations } from "next-intl";
import { type ReactNode, useRef, useState } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { refusalOf, sentenceOf } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { SegmentedControl } from "@/components/ui/choice";
import { RuledRow } from "@/components/ui/field";
import { announce } from "@/components/ui/live-region";
import { Rail } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { caseNumber } from "@/server/cases/contract-words";
import { findings } from "@/server/enforcement/contract-words";
import type { FieldFault } from "@/server/kernel/refusal";
import { CarriedPeople } from "./carried-people";
import { ClausePicker } from "./clause-picker";
import { mainOf, recommendationOf } from "./decision-state";
import { EffectLines } from "./effect-lines";
import { FactsBlock } from "./facts-block";
import { MeasureBlock } from "./measure-block";
import { numbered, type Option, optionsFor } from "./measure-options";
import { NoticePreview } from "./notice-preview";
import { ProvisionalBlock } from "./provisional-block";
import { sayDecided } from "./undo-offer";
import { useDecision } from "./use-decision";
import { useMeasureWords } from "./words";

export type Committed = {
  readonly caseNumber: number;
  readonly summary: string;
  readonly state: "proposed" | "effective";
};

type Props = {
  caseId: string;
  round: number;
  /** Null while nobody, or somebody else, holds the case: the rail may be filled in and is kept, but not submitted. */
  claimToken: string | null;
  evidenceIds: readonly string[];
  onCommitted: (committed: Committed) => void;
  /** The claim is gone or the case has moved on, says the server: the page shows who, what and when. */
  onLost?: (error: unknown) => void;
  /** Under the button that commits: escalate, put aside, skip. */
  alternatives?: ReactNode;
};

/** The decision on a case, in the order of the act. Fixed; only its middle scrolls; the button that commits never moves. */
export function DecisionRail(props: Props) {
  // Another case, or another round of it, begins with nothing said.
  return <RailOfRound key={`${props.caseId} ${props.round}`} {...props} />;
}

function RailOfRound({ caseId, round, claimToken, evidenceIds, onCommitted, onLost, alternatives }: Props) {
  const t = useTranslations("enforcement.rail");
  const words = useTranslations("enforcement");
  const locale = useLocale();
  const format = useFormatter();
  const name = useMeasureWords();
  const clauseField = useRef<HTMLInputElement>(null);
  const factsField = useRef<HTMLTextAreaElement>(null);
  const decision = useDecision({ caseId, round, claimToken, evidenceIds });
  const { form, said, change, preview, draft } = decision;
  const [isShowingFaults, setShowingFaults] = useState(false);
  const [hint, setHint] = useState<string | null>(null);

  const options = form ? optionsFor(form, said) : [];
  const isViolating = said.finding === "violates";
  const inLocale = (sentence: { zh: string; en: string }) => (locale.startsWith("zh") ? sentence.zh : sentence.en);
  const refused = refusalOf(decision.error);
  const faults: readonly FieldFault[] = refused?.fields.length
    ? refused.fields
    : isShowingFaults && preview && !preview.ok
      ? preview.fields
      : [];
  const faultWhere = (match: (pointer: string) => boolean) => {
    const found = faults.find(({ pointer }) => match(pointer));
    return found && inLocale(found.reason);
  };
  const own = said.option === "recommended" && form ? (recommendationOf(form, said)?.measures.length ?? 1) : 1;
  const carriedIds = form
    ? Object.keys(said.carried).flatMap((id) => (said.carried[id]?.measures ?? []).map(() => id))
    : [];

  const choose = (option: Option) => {
    if (option.unfit) return;
    setHint(null);
    change({
      finding: "violates",
      option: option.value,
      days: null,
      level: null,
      functions: [],
      scope: "platform",
    });
  };
  const find = (finding: "violates" | "does_not" | "cannot_tell") => {
    setHint(null);
    change(finding === "violates" ? { finding } : { finding, option: null, carried: {} });
  };
  const summaryOf = () => {
    if (!isViolating) return said.finding === "cannot_tell" ? words("finding.cannot_tell") : t("noViolation");
    // What was said, not the preview: it may not have answered yet.
    const main = form && mainOf(form, said);
    const parameters = said.level === null ? main?.parameters : { to: said.level };
    if (main) return name({ key: main.key, days: said.days ?? main.days, parameters });
    const carried = preview?.ok ? preview.effects.measures[0] : undefined;
    return carried ? name(carried) : t("noMeasure");
  };
  const submit = async () => {
    if (decision.isSubmitting) return;
    if (!claimToken) return setHint(t("notHeld"));
    if (!said.finding) return setHint(t("chooseFinding"));
    if (isViolating && said.clause && !said.option) return setHint(t("chooseMeasure"));
    setShowingFaults(true);
    setHint(null);
    try {
      const made = await decision.submit(said);
      if (!made) return;
      const summary = summaryOf();
      const text = t(made.state === "proposed" ? "proposed" : "committedMeasure", {
        case: caseNumber(made.caseNumber),
        measure: summary,
      });
      sayDecided(text, made.undo);
      onCommitted({ caseNumber: made.caseNumber, summary: text, state: made.state });
    } catch (error) {
      announce(`${t("failed")} ${sentenceOf(error, locale)}`, "assertive");
      if (refusalOf(error)?.status === 409) onLost?.(error);
    }
  };

  const digits = numbered(options);
  useKeys([
    { keys: ["P"], does: t("key.clause"), run: () => clauseField.current?.focus(), when: form !== null },
    ...digits.map((option, at) => ({
      keys: [String(at + 1)] as [string],
      does: t("key.choose"),
      run: () => choose(option),
      when: form !== null,
    })),
    { keys: ["I"], does: t("key.noViolation"), run: () => find("does_not"), when: form !== null },
    { keys: ["N"], does: t("key.facts"), run: () => factsField.current?.focus(), when: form !== null },
    { keys: ["Mod+Enter"], does: t("key.submit"), run: () => void submit(), when: form !== null },
  ]);

  const effects = preview?.ok ? preview.effects : null;
  const begun = preview?.ok ? preview.provisional : null;
  const saved =
    draft.kind === "saved"
      ? t("saved", { time: format.dateTime(draft.at, "clock") })
      : draft.kind === "saving"
        ? t("saving")
        : draft.kind === "failed"
          ? t("unsaved")
          : null;
  const foot = (
    <div className="grid gap-2">
      {decision.error && (
        <ErrorState title={t("failed")}>
          {sentenceOf(decision.error, locale)} {t("kept")}
        </ErrorState>
      )}
      {hint && (
        <p role="alert" className="font-bold text-s4 text-xs">
          {hint}
        </p>
      )}
      <Button
        look="pen"
        size="large"
        keys="Mod+Enter"
        className="w-full"
        aria-disabled={!claimToken || decision.isSubmitting || undefined}
        onClick={() => void submit()}
      >
        {preview?.ok && preview.severe ? t("propose") : t("submit")}
      </Button>
      <div className="flex flex-wrap items-center justify-between gap-1">
        <Button look="quiet" size="small" keys="I" className="-ml-1.5" onClick={() => find("does_not")}>
          {t("noViolation")}
        </Button>
        {alternatives}
      </div>
    </div>
  );
  return (
    <Rail title={t("title")} aside={saved} foot={foot}>
      {decision.formError && <ErrorState title={t("failed")}>{sentenceOf(decision.formError, locale)}</ErrorState>}
      {form && (
        <>
          <RuledRow label={t("clause")}>
            <ClausePicker
              form={form}
              said={said}
              reported={decision.reported}
              field={clauseField}
              error={faultWhere((pointer) => pointer.startsWith("/clauses"))}
              onChoose={(clause) => change({ clause, finding: said.finding ?? "violates" })}
            />
          </RuledRow>
          <RuledRow label={t("finding")}>
            <SegmentedControl
              label={t("findingLabel")}
              value={said.finding}
              onChange={find}
              choices={findings.map((value) => ({
                value,
                label: words(`finding.${value}`),
                cap: value === "does_not" ? "I" : undefined,
              }))}
            />
          </RuledRow>
          {(said.finding === null || isViolating) && (
            <MeasureBlock
              form={form}
              said={said}
              change={change}
              options={options}
              onChoose={choose}
              faultAt={faultWhere}
            />
          )}
          {isViolating && (
            <RuledRow label={t("subjects")}>
              {!effects || effects.measures.length === 0 ? (
                <p className="text-ink-3 text-xs">{t("subjectsWaiting")}</p>
              ) : (
                <>
                  <EffectLines measures={effects.measures} />
                  <p className="text-ink-3 text-xs">
                    {t("peopleCount", { count: effects.measures.length })} ·{" "}
                    {preview?.ok && preview.severe ? t("someSevere") : t("noneSevere")}
                  </p>
                </>
              )}
              <CarriedPeople
                form={form}
                said={said}
                change={change}
                faultOf={(id) =>
                  faultWhere((pointer) => {
                    const at = /^\/measures\/(\d+)\//.exec(pointer);
                    return at !== null && carriedIds[Number(at[1]) - own] === id;
                  })
                }
              />
            </RuledRow>
          )}
          <FactsBlock
            said={said}
            change={change}
            field={factsField}
            evidence={evidenceIds.length}
            error={faultWhere((pointer) => pointer === "/facts")}
          />
          {isViolating && (said.provisional !== null || (preview?.ok && preview.severe)) && (
            <ProvisionalBlock said={said} change={change} faultWhere={faultWhere} />
          )}
          <RuledRow label={t("notice")} className="border-b-0">
            {begun && (
              <>
                <p className="text-ink-3 text-xs">{t("provisional.notice")}</p>
                <NoticePreview notices={begun.notices} cautions={[]} />
              </>
            )}
            {effects && effects.notices.length > 0 ? (
              <NoticePreview notices={effects.notices} cautions={preview?.ok ? preview.cautions : []} />
            ) : (
              <p className="text-ink-3 text-xs">
                {said.finding && (!isViolating || said.option === "none") ? t("noNotice") : t("noticeWaiting")}
              </p>
            )}
          </RuledRow>
        </>
      )}
    </Rail>
  );
}
