"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { type RouterOutputs, sentenceOf, useTRPC } from "@/components/trpc/provider";
import { announce } from "@/components/ui/live-region";
import { showToast } from "@/components/ui/toast";
import { incidentNumber } from "@/server/incidents/contract-words";

type Shown = RouterOutputs["incidents"]["get"];

/** The acts on one incident; each shows what it came to, and what is on screen is asked anew. */
export function useIncidentActs({ id, number, version }: Pick<Shown, "id" | "number" | "version">, onDone: () => void) {
  const t = useTranslations("incidents.rail");
  const locale = useLocale();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const name = incidentNumber(number);
  const handlers = (text: string) => ({
    onSuccess: async () => {
      onDone();
      await queries.invalidateQueries({ queryKey: trpc.incidents.pathKey() });
      showToast({ text });
    },
    onError: (error: unknown) => announce(`${t("failed")} ${sentenceOf(error, locale)}`, "assertive"),
  });
  const { incidents } = trpc;
  const propose = useMutation(incidents.propose.mutationOptions(handlers(t("doneProposed", { number: name }))));
  const withdraw = useMutation(incidents.withdraw.mutationOptions(handlers(t("doneWithdrawn", { number: name }))));
  const approve = useMutation(incidents.approve.mutationOptions(handlers(t("doneApproved", { number: name }))));
  const giveBack = useMutation(incidents.return.mutationOptions(handlers(t("doneReturned", { number: name }))));
  const stop = useMutation(incidents.stop.mutationOptions(handlers(t("doneStopped", { number: name }))));
  const ask = useMutation(incidents.askReversal.mutationOptions(handlers(t("doneAsked"))));
  const unask = useMutation(incidents.withdrawReversal.mutationOptions(handlers(t("doneQuestion"))));
  const agree = useMutation(incidents.approveReversal.mutationOptions(handlers(t("doneAgreed", { number: name }))));
  const refuse = useMutation(incidents.refuseReversal.mutationOptions(handlers(t("doneRefused"))));
  const all = [propose, withdraw, approve, giveBack, stop, ask, unask, agree, refuse];
  const held = { incidentId: id, version };
  return {
    isWorking: all.some(({ isPending }) => isPending),
    error: all.find(({ error }) => error)?.error ?? null,
    propose: () => propose.mutate(held),
    withdraw: () => withdraw.mutate(held),
    approve: () => approve.mutate(held),
    giveBack: (reason: string) => giveBack.mutate({ ...held, reason }),
    stop: () => stop.mutate(held),
    ask: (reason: string) => ask.mutate({ ...held, reason }),
    unask: () => unask.mutate(held),
    agree: () => agree.mutate(held),
    refuse: (reason: string) => refuse.mutate({ ...held, reason }),
  };
}
