"use client";

import { useQuery } from "@tanstack/react-query";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { type RouterOutputs, sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/choice";
import { AlertDialog } from "@/components/ui/dialog";
import { Rail } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { PreviewPanel } from "./preview-panel";
import { ReasonDialog } from "./reason-dialog";
import { useIncidentActs } from "./use-incident-acts";

type Shown = RouterOutputs["incidents"]["get"];
type Asking = "return" | "stop" | "reverse" | "refuse" | null;
const questions = ["confirm1", "confirm2"] as const;

/** What the state of an incident asks of this person, in a sentence. */
function useSentence(shown: Shown): string {
  const t = useTranslations("incidents.rail");
  const screen = useTranslations("incidents.screen");
  const format = useFormatter();
  const may = (act: Shown["acts"][number]) => shown.acts.includes(act);
  const until = (at: Date | null | undefined) => (at ? format.dateTime(at, "minute") : "");
  if (shown.state === "draft") return may("propose") ? t("draft") : t("draftOther", { name: shown.author });
  if (shown.state === "proposed")
    return may("approve") ? t("waitYou", { name: shown.author }) : t("waitOther", { time: until(shown.lapsesAt) });
  if (shown.state === "running" || shown.state === "reversing") return screen(shown.state);
  if (shown.reversal?.isOpen) {
    const { by: name, lapsesAt } = shown.reversal;
    if (may("approve_reversal")) return t("askedYou", { name });
    return may("withdraw_reversal")
      ? t("askedOther", { time: until(lapsesAt) })
      : t("askedBy", { name, time: until(lapsesAt) });
  }
  if (may("ask_reversal")) return t("canReverse");
  return shown.state === "reversed" ? t("over") : t("readOnly");
}

/** The next step: the preview before it runs, and the acts that this person has. */
export function IncidentRail({ shown, onEdit }: { shown: Shown; onEdit: () => void }) {
  const t = useTranslations("incidents.rail");
  const keys = useTranslations("incidents.keys");
  const words = useTranslations("incidents");
  const locale = useLocale();
  const trpc = useTRPC();
  const sentence = useSentence(shown);
  const [asking, setAsking] = useState<Asking>(null);
  const [confirmed, setConfirmed] = useState<readonly boolean[]>([false, false]);
  const acts = useIncidentActs(shown, () => setAsking(null));
  const may = (act: Shown["acts"][number]) => shown.acts.includes(act) && !acts.isWorking;
  const isOpen = shown.state === "draft" || shown.state === "proposed";
  const preview = useQuery(
    trpc.incidents.preview.queryOptions({ incidentId: shown.id }, { enabled: isOpen, staleTime: 10_000 }),
  );
  const isReady = preview.data !== undefined && preview.data.faults.length === 0 && preview.data.going > 0;
  const hasConfirmed = confirmed.every(Boolean);
  const toggle = (at: number) => setConfirmed((now) => now.map((each, index) => (index === at ? !each : each)));
  const answers = shown.acts.includes("approve");

  const ready = {
    propose: isReady ? acts.propose : null,
    approve: isReady && hasConfirmed ? acts.approve : null,
    approve_reversal: acts.agree,
  };
  const committing = (["propose", "approve", "approve_reversal"] as const).find(may);
  const commit = committing ? ready[committing] : null;
  useKeys([
    { keys: ["E"], does: keys("edit"), run: onEdit, when: may("revise") },
    { keys: ["W"], does: keys("withdraw"), run: acts.withdraw, when: may("withdraw") },
    ...questions.map((_, at) => ({
      keys: [String(at + 1)] as [string],
      does: keys("confirm"),
      run: () => toggle(at),
      when: answers,
    })),
    {
      keys: ["R"],
      does: keys(shown.acts.includes("return") ? "return" : "refuse"),
      run: () => setAsking(shown.acts.includes("return") ? "return" : "refuse"),
      when: may("return") || may("refuse_reversal"),
    },
    { keys: ["S"], does: keys("stop"), run: () => setAsking("stop"), when: may("stop") },
    { keys: ["U"], does: keys("reverse"), run: () => setAsking("reverse"), when: may("ask_reversal") },
    { keys: ["W"], does: keys("withdraw"), run: acts.unask, when: may("withdraw_reversal") },
    {
      keys: ["Mod+Enter"],
      does: keys(shown.acts.includes("propose") ? "propose" : "approve"),
      run: () => commit?.(),
      when: commit !== null && asking === null,
    },
    { keys: ["Mod+Enter"], does: keys("stop"), run: acts.stop, when: asking === "stop", inDialog: true },
  ]);

  const large = { size: "large", disabled: acts.isWorking } as const;
  const pen = { ...large, look: "pen", keys: "Mod+Enter", "aria-disabled": !commit || undefined } as const;
  const run = () => commit?.();
  const hasFoot = isOpen || shown.acts.length > 0;
  const foot = hasFoot && (
    <div className="grid gap-2">
      {acts.error && asking === null && <ErrorState title={t("failed")}>{sentenceOf(acts.error, locale)}</ErrorState>}
      {isOpen && <p className="text-ink-2 text-xs">{answers && !hasConfirmed ? t("unconfirmed") : sentence}</p>}
      <div className="grid auto-cols-fr grid-flow-col gap-2">
        {shown.acts.includes("revise") && (
          <Button {...large} keys="E" onClick={onEdit}>
            {t("edit")}
          </Button>
        )}
        {shown.acts.includes("propose") && (
          <Button {...pen} onClick={run}>
            {t("propose")}
          </Button>
        )}
        {shown.acts.includes("withdraw") && (
          <Button {...large} keys="W" onClick={acts.withdraw}>
            {t("withdraw")}
          </Button>
        )}
        {shown.acts.includes("return") && (
          <Button {...large} keys="R" onClick={() => setAsking("return")}>
            {t("return")}
          </Button>
        )}
        {answers && (
          <Button {...pen} onClick={run}>
            {t("approve")}
          </Button>
        )}
        {shown.acts.includes("stop") && (
          <Button {...large} keys="S" onClick={() => setAsking("stop")}>
            {t("stop")}
          </Button>
        )}
        {shown.acts.includes("ask_reversal") && (
          <Button {...large} keys="U" onClick={() => setAsking("reverse")}>
            {t("reverse")}
          </Button>
        )}
        {shown.acts.includes("withdraw_reversal") && (
          <Button {...large} keys="W" onClick={acts.unask}>
            {t("withdrawReversal")}
          </Button>
        )}
        {shown.acts.includes("refuse_reversal") && (
          <Button {...large} keys="R" onClick={() => setAsking("refuse")}>
            {t("refuse")}
          </Button>
        )}
        {shown.acts.includes("approve_reversal") && (
          <Button {...pen} onClick={run}>
            {t("agree")}
          </Button>
        )}
      </div>
    </div>
  );
  const dialog = { error: acts.error, isPending: acts.isWorking, onClose: () => setAsking(null) };
  return (
    <>
      <Rail title={t("title")} aside={words(`state.${shown.state}`)} foot={foot} isText={!answers}>
        {answers && (
          <fieldset className="border-rule border-b px-4 py-3">
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
        {isOpen ? (
          preview.error ? (
            <ErrorState title={sentenceOf(preview.error, locale)} className="m-3" />
          ) : preview.data ? (
            <PreviewPanel preview={preview.data} />
          ) : (
            <p role="status" className="px-4 py-3 text-ink-2">
              {words("preview.loading")}
            </p>
          )
        ) : (
          <p className="px-4 py-3">{sentence}</p>
        )}
      </Rail>
      {asking === "return" && (
        <ReasonDialog
          {...dialog}
          title={t("returnTitle")}
          label={t("returnReason", { name: shown.author })}
          act={t("return")}
          onAct={acts.giveBack}
        />
      )}
      {asking === "reverse" && (
        <ReasonDialog
          {...dialog}
          title={t("reverseTitle")}
          label={t("reverseReason")}
          hint={t("reverseHint")}
          act={t("reverse")}
          onAct={acts.ask}
        />
      )}
      {asking === "refuse" && (
        <ReasonDialog
          {...dialog}
          title={t("refuseTitle")}
          label={t("returnReason", { name: shown.reversal?.by ?? "" })}
          act={t("refuse")}
          onAct={acts.refuse}
        />
      )}
      <StopDialog
        open={asking === "stop"}
        error={acts.error}
        isPending={acts.isWorking}
        onClose={() => setAsking(null)}
        onStop={acts.stop}
      />
    </>
  );
}

type StopProps = { open: boolean; error: unknown; isPending: boolean; onClose: () => void; onStop: () => void };

function StopDialog({ open, error, isPending, onClose, onStop }: StopProps) {
  const t = useTranslations("incidents.rail");
  const common = useTranslations("common");
  const locale = useLocale();
  return (
    <AlertDialog
      open={open}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("stopAsk")}
      description={t("stopText")}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button look="pen" keys="Mod+Enter" disabled={isPending} onClick={onStop}>
            {t("stop")}
          </Button>
        </>
      }
    >
      {Boolean(error) && <ErrorState title={t("failed")}>{sentenceOf(error, locale)}</ErrorState>}
    </AlertDialog>
  );
}
