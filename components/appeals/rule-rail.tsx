"use client";

import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { fieldFault, sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { RadioList } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { announce } from "@/components/ui/live-region";
import { Rail } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { longestNote, questionLimit } from "@/server/appeals/contract-words";
import { caseNumber } from "@/server/cases/contract-words";
import { InsteadFields, insteadOf, nothingSaid, type SaidInstead } from "./instead-fields";
import type { RailProps } from "./review-rail";
import { Weighed } from "./weighed";

type Chosen = RailProps["shown"]["rulings"][number];

/** Uphold, modify, overturn or put aside, with reasons; in one act. */
export function RuleRail({ shown, onDone, takesFocus, onAsk }: RailProps & { onAsk: () => void }) {
  const t = useTranslations("appeals");
  const locale = useLocale();
  const trpc = useTRPC();
  const [ruling, setRuling] = useState<Chosen | null>(null);
  const [reasons, setReasons] = useState("");
  const [instead, setInstead] = useState<SaidInstead>(nothingSaid);
  const [isMissing, setMissing] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const rule = useMutation(
    trpc.appeals.rule.mutationOptions({
      onSuccess: ({ caseNumber: number }, { ruling: done }) =>
        onDone(t("done", { case: caseNumber(number), ruling: t(`ruling.${done}`) })),
      onError: (error) => announce(`${t("failed")} ${sentenceOf(error, locale)}`, "assertive"),
    }),
  );
  const act = () => {
    if (rule.isPending) return;
    if (!ruling || !reasons.trim()) return setMissing(true);
    const measures = ruling === "modified" ? insteadOf(instead) : [];
    rule.mutate({ appealId: shown.id, version: shown.version, ruling, reasons, instead: measures });
  };
  const asked = shown.opened?.dialogue.filter(({ side }) => side === "officer").length ?? 0;
  const mayAsk = asked < questionLimit;
  useKeys([
    ...shown.rulings.map((each, at) => ({
      keys: [String(at + 1)] as [string],
      does: t("key.choose"),
      run: () => setRuling(each),
    })),
    { keys: ["N"], does: t("key.note"), run: () => area.current?.focus() },
    { keys: ["A"], does: t("key.askFirst"), run: onAsk, when: mayAsk },
    { keys: ["Mod+Enter"], does: t("key.rule"), run: act },
  ]);
  const isObjection = shown.kind === "objection";
  const means = (each: Chosen) =>
    isObjection && each !== "modified" ? t(`objectionMeans.${each}`) : t(`rulingMeans.${each}`);
  const foot = (
    <div className="grid gap-2">
      {rule.error && <ErrorState title={t("failed")}>{sentenceOf(rule.error, locale)}</ErrorState>}
      {isMissing && !ruling && <p className="font-bold text-s4 text-xs">{t("rulingMissing")}</p>}
      <Button look="pen" size="large" keys="Mod+Enter" disabled={rule.isPending} onClick={act}>
        {t("submit")}
      </Button>
      {mayAsk ? (
        <Button keys="A" onClick={onAsk}>
          {t("ask.open")}
        </Button>
      ) : (
        <p className="text-ink-3 text-xs">{t("ask.none", { count: questionLimit })}</p>
      )}
    </div>
  );
  return (
    <Rail title={t("ruling.label")} aside={t(`kind.${shown.kind}`)} foot={foot} takesFocus={takesFocus}>
      <section className="border-rule border-b px-4 py-3">
        <h3 className="mb-1 text-s">{t("ruling.label")}</h3>
        <RadioList
          label={t("ruling.label")}
          value={ruling}
          onChange={setRuling}
          choices={shown.rulings.map((each, at) => ({
            value: each,
            label: t(`ruling.${each}`),
            note: means(each),
            cap: String(at + 1),
          }))}
        />
      </section>
      {ruling === "modified" && (
        <section className="border-rule border-b px-4 py-3">
          <InsteadFields
            kind={shown.person.kind}
            said={instead}
            change={(part) => setInstead((now) => ({ ...now, ...part }))}
            faultAt={(field) => fieldFault(rule.error, `/measures/0/${field}`, locale)}
          />
        </section>
      )}
      <section className="px-4 py-3">
        <Field
          label={t("reasons")}
          hint={t("reasonsHint")}
          required
          error={
            fieldFault(rule.error, "/reasons", locale) ??
            (isMissing && !reasons.trim() ? t("reasonsMissing") : undefined)
          }
        >
          {(control) => (
            <Textarea
              {...control}
              ref={area}
              rows={6}
              maxLength={longestNote}
              value={reasons}
              onChange={(event) => setReasons(event.target.value)}
            />
          )}
        </Field>
        <Weighed appealId={shown.id} field="reasons" text={reasons} />
      </section>
    </Rail>
  );
}
