"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useLocale, useTimeZone, useTranslations } from "next-intl";
import { useState } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { useName } from "@/components/ui/name";
import { showToast } from "@/components/ui/toast";
import { Tooltip } from "@/components/ui/tooltip";
import { caseNumber, escalationReasons, skipReasons } from "@/server/cases/contract-words";
import { ActDialog } from "./act-dialog";
import type { CaseView } from "./case-head";
import { snoozeChoices, untilOf } from "./snooze-until";
import { useRefusalText } from "./use-refusal-text";

type Act = "escalate" | "snooze" | "skip" | "merge";

type CaseActsProps = {
  shown: CaseView;
  /** Of the claim, when this person holds it. */
  token: string | null;
  /** After the act, with what to say of it. */
  onDone: (saved: string) => void;
};

/** Escalate, put aside, pass on: each asks one question, and says why it cannot be done when it cannot. */
export function CaseActs({ shown, token, onDone }: CaseActsProps) {
  const t = useTranslations("cases");
  const locale = useLocale();
  const say = useRefusalText();
  const nameOf = useName();
  const zone = useTimeZone() ?? "UTC";
  const trpc = useTRPC();
  const [open, setOpen] = useState<Act | null>(null);
  const number = caseNumber(shown.number);
  const done = (key: "escalated" | "snoozed" | "skipped" | "merged") => ({
    onSuccess: () => {
      const saved = t(`saved.${key}`, { number });
      setOpen(null);
      showToast({ text: saved });
      onDone(saved);
    },
  });
  const escalate = useMutation(trpc.cases.escalate.mutationOptions(done("escalated")));
  const snooze = useMutation(trpc.cases.snooze.mutationOptions(done("snoozed")));
  const skip = useMutation(trpc.cases.skip.mutationOptions(done("skipped")));
  const merge = useMutation(trpc.cases.merge.mutationOptions(done("merged")));
  const running = { escalate, snooze, skip, merge };
  const { data: targets } = useQuery(
    trpc.cases.mergeTargets.queryOptions({ caseId: shown.id }, { enabled: open === "merge" }),
  );

  const caseId = shown.id;
  const claim = token === null ? {} : { token };
  const notHeld = token === null ? t("evidence.waiting") : null;
  const notAccount = shown.allowed.merge?.code === "cases.merge_account" ? say(shown.allowed.merge) : null;
  const why = (refusal: CaseView["allowed"]["escalate"]) => refusal && say(refusal);
  const acts: readonly { act: Act; key: string; refused: string | null }[] = [
    // With a claim in hand the rule is asked again by the act itself; without one the head's answer stands.
    { act: "escalate", key: "E", refused: token === null ? why(shown.allowed.escalate) : null },
    { act: "snooze", key: "H", refused: token === null ? why(shown.allowed.snooze) : null },
    { act: "skip", key: "S", refused: notHeld },
    { act: "merge", key: "D", refused: token === null ? why(shown.allowed.merge) : notAccount },
  ];
  const show = (act: Act) => {
    running[act].reset();
    setOpen(act);
  };
  useKeys(
    acts.map(({ act, key, refused }) => ({
      keys: [key] as [string],
      does: t(`act.${act}`),
      // A key that may not act says why.
      run: () => (refused === null ? show(act) : showToast({ text: refused, stayMs: 6_000 })),
      bar: refused === null,
      when: open === null,
    })),
  );
  const dialog = (act: Act) => ({
    open: open === act,
    onOpenChange: (isOpen: boolean) => setOpen(isOpen ? act : null),
    title: t(`${act}.title`),
    note: t(`${act}.note`),
    legend: t(`${act}.legend`),
    submit: t(`${act}.submit`),
    isBusy: running[act].isPending,
    failure: running[act].error && sentenceOf(running[act].error, locale),
  });
  return (
    <>
      {acts.map(({ act, key, refused }) =>
        refused === null ? (
          <Button key={act} look="quiet" size="small" keys={key} onClick={() => show(act)}>
            {t(`act.${act}`)}
          </Button>
        ) : (
          <Tooltip key={act} text={refused}>
            <Button look="quiet" size="small" keys={key} aria-disabled="true">
              {t(`act.${act}`)}
            </Button>
          </Tooltip>
        ),
      )}
      <ActDialog
        {...dialog("escalate")}
        choices={escalationReasons.map((value) => ({ value, label: t(`escalate.reason.${value}`) }))}
        onSubmit={(reason) => escalate.mutate({ caseId, reason, ...claim })}
      />
      <ActDialog
        {...dialog("snooze")}
        choices={snoozeChoices.map((value) => ({ value, label: t(`snooze.until.${value}`) }))}
        onSubmit={(choice) =>
          snooze.mutate({ caseId, until: untilOf(choice, shown.asOf, zone).toISOString(), ...claim })
        }
      />
      <ActDialog
        {...dialog("skip")}
        choices={skipReasons.map((value) => ({ value, label: t(`skip.reason.${value}`) }))}
        onSubmit={(reason) => token !== null && skip.mutate({ caseId, token, reason })}
      />
      <ActDialog
        {...dialog("merge")}
        empty={targets ? t("merge.none") : undefined}
        choices={(targets?.rows ?? []).map(({ id, label, name, code, role }) => ({
          value: id,
          label: t("merge.choice", { number: label, name: nameOf(name) }),
          note: code,
          aside: t(`merge.role.${(role ?? "reported") as "member"}`),
        }))}
        onSubmit={(into) => merge.mutate({ caseId, into, ...claim })}
      />
    </>
  );
}
