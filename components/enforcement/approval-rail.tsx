"use client";

import { useMutation } from "@tanstack/react-query";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { fieldFault, sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/choice";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { announce } from "@/components/ui/live-region";
import { Rail } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { StatusWord } from "@/components/ui/status-word";
import { caseNumber } from "@/server/cases/contract-words";
import type { ApprovalView } from "./approval-case";
import { EffectLines } from "./effect-lines";
import { NoticePreview } from "./notice-preview";
import { sayDecided } from "./undo-offer";

const questions = ["confirm1", "confirm2", "confirm3"] as const;

function Check({ ok, yes, no }: { ok: boolean; yes: string; no: string }) {
  return (
    <li>
      <StatusWord glyph={ok ? "tick" : "triangle"} tone={ok ? "plain" : "late"} className="whitespace-normal">
        {ok ? yes : no}
      </StatusWord>
    </li>
  );
}

/** Approve or return, never edit: what will happen, what the rules have checked, and three things that only a person can. */
export function ApprovalRail({ shown, onDone }: { shown: ApprovalView; onDone: () => void }) {
  const t = useTranslations("enforcement.approvals");
  const common = useTranslations("common");
  const locale = useLocale();
  const format = useFormatter();
  const trpc = useTRPC();
  const [confirmed, setConfirmed] = useState<readonly boolean[]>([false, false, false]);
  const [isReturning, setReturning] = useState(false);
  const [reason, setReason] = useState("");
  const [isMissing, setMissing] = useState(false);
  const inLocale = (text: { zh: string; en: string }) => (locale.startsWith("zh") ? text.zh : text.en);
  const number = caseNumber(shown.caseNumber);
  const finish = (text: string, undo: Parameters<typeof sayDecided>[1] = null) => {
    sayDecided(text, undo);
    onDone();
  };
  const approve = useMutation(
    trpc.approvals.approve.mutationOptions({
      onSuccess: ({ orders, undo }) => finish(t("approved", { case: number, orders }), undo),
      onError: (error) => announce(`${t("failed")} ${sentenceOf(error, locale)}`, "assertive"),
    }),
  );
  const giveBack = useMutation(
    trpc.approvals.return.mutationOptions({
      onSuccess: () => {
        setReturning(false);
        finish(t("returned", { case: number }));
      },
    }),
  );

  const isOpen = shown.state === "proposed" && !shown.bar;
  const mayApprove = isOpen && !shown.obstacle && confirmed.every(Boolean) && !approve.isPending;
  const act = () => mayApprove && approve.mutate({ decisionId: shown.id, version: shown.version });
  const toggle = (at: number) => setConfirmed((now) => now.map((each, index) => (index === at ? !each : each)));
  const sendBack = () => {
    if (!reason.trim()) return setMissing(true);
    giveBack.mutate({ decisionId: shown.id, version: shown.version, reason });
  };
  useKeys([
    ...questions.map((_, at) => ({
      keys: [String(at + 1)] as [string],
      does: t("key.confirm"),
      run: () => toggle(at),
      when: isOpen,
    })),
    { keys: ["R"], does: t("key.return"), run: () => setReturning(true), when: isOpen },
    { keys: ["Mod+Enter"], does: t("key.approve"), run: act, when: isOpen && !isReturning },
    { keys: ["Mod+Enter"], does: t("key.return"), run: sendBack, when: isReturning, inDialog: true },
  ]);

  const { checks, will, provisional: begun } = shown;
  const foot = (
    <div className="grid gap-2">
      {approve.error && <ErrorState title={t("failed")}>{sentenceOf(approve.error, locale)}</ErrorState>}
      {shown.bar ? (
        <p className="text-ink-2">{inLocale(shown.bar.sentence)}</p>
      ) : (
        <p className="text-ink-2 text-xs">{confirmed.every(Boolean) ? t("allConfirmed") : t("unconfirmed")}</p>
      )}
      {isOpen && (
        <div className="grid grid-cols-2 gap-2">
          <Button size="large" keys="R" onClick={() => setReturning(true)}>
            {t("return")}
          </Button>
          <Button look="pen" size="large" keys="Mod+Enter" aria-disabled={!mayApprove || undefined} onClick={act}>
            {t("approve")}
          </Button>
        </div>
      )}
    </div>
  );
  const block = "border-rule border-b px-4 py-3";
  return (
    <>
      <Rail title={t("rail")} aside={t("railAside")} foot={foot}>
        {shown.obstacle && (
          <ErrorState title={t("obstacle")} className="m-3">
            {inLocale(shown.obstacle.sentence)}
          </ErrorState>
        )}
        {begun && (
          <section className={block}>
            <h3 className="mb-1 text-s">{t("provisional")}</h3>
            <p>
              {t(begun.isHolding ? "provisionalSince" : "provisionalOver", {
                from: format.dateTime(begun.from, "short"),
                until: begun.until ? format.dateTime(begun.until, "short") : "",
              })}
            </p>
            <p className="mt-1 text-ink-2 text-xs">{begun.reason}</p>
          </section>
        )}
        {will && (
          <section className={block}>
            <h3 className="mb-1 text-s">{t("will")}</h3>
            <EffectLines measures={will.measures} />
            <p className="mt-1 text-ink-3 text-xs">
              {t("orders", { orders: will.orders, notices: will.notices.length })}
            </p>
          </section>
        )}
        <section className={block}>
          <h3 className="mb-1 text-s">{t("checked")}</h3>
          <ul className="grid gap-1">
            <Check
              ok={checks.differentPeople}
              yes={t("differentPeople", { proposer: shown.proposerName, viewer: shown.viewerName })}
              no={t("samePerson")}
            />
            <Check ok={checks.noEarlierHand} yes={t("noEarlierHand")} no={t("earlierHand")} />
            <Check
              ok={checks.evidenceIntact}
              yes={t("evidenceIntact", { count: checks.evidenceJudged })}
              no={t("evidenceChanged")}
            />
            <Check ok={checks.noticeComplete} yes={t("noticeComplete")} no={t("noticeIncomplete")} />
          </ul>
        </section>
        {isOpen && (
          <fieldset className={block}>
            <legend className="float-left mb-1 w-full font-bold">{t("confirm")}</legend>
            <div className="clear-both">
              {questions.map((question, at) => (
                <Checkbox
                  key={question}
                  cap={String(at + 1)}
                  checked={confirmed[at] ?? false}
                  onChange={() => toggle(at)}
                >
                  {t(question)}
                </Checkbox>
              ))}
            </div>
          </fieldset>
        )}
        {will && will.notices.length > 0 && (
          <section className="px-4 py-3">
            <h3 className="mb-1 text-s">{t("notice")}</h3>
            <NoticePreview notices={will.notices} cautions={shown.cautions} />
          </section>
        )}
      </Rail>
      <Dialog
        open={isReturning}
        onOpenChange={setReturning}
        title={t("returnTitle")}
        footer={
          <>
            <Button onClick={() => setReturning(false)}>{common("cancel")}</Button>
            <Button look="pen" keys="Mod+Enter" disabled={giveBack.isPending} onClick={sendBack}>
              {t("return")}
            </Button>
          </>
        }
      >
        {giveBack.error && <ErrorState title={t("failed")}>{sentenceOf(giveBack.error, locale)}</ErrorState>}
        <Field
          label={t("returnReason")}
          required
          error={
            fieldFault(giveBack.error, "/reason", locale) ??
            (isMissing && !reason.trim() ? t("returnMissing") : undefined)
          }
        >
          {(control) => (
            <Textarea
              {...control}
              rows={4}
              maxLength={1_000}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      </Dialog>
    </>
  );
}
