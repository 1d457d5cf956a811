"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { type RouterOutputs, sentenceOf, useTRPC, useTRPCClient } from "@/components/trpc/provider";
import { announce } from "@/components/ui/live-region";
import { hideToast, showToast } from "@/components/ui/toast";
import { caseNumber } from "@/server/cases/contract-words";

type Offer = NonNullable<RouterOutputs["enforcement"]["decide"]["undo"]> & { readonly text: string };

/** The last moment belongs to the way to the server. */
const marginMs = 500;

let current: Offer | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

const set = (offer: Offer | null) => {
  clearTimeout(timer);
  current = offer;
  if (offer) timer = setTimeout(() => set(null), offer.seconds * 1_000 - marginMs);
  for (const listener of listeners) listener();
};
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/**
 * Says what was decided and, while it can be undone, how: on whatever page the person is by then.
 *
 * @param undo null where nothing can be undone.
 */
export function sayDecided(text: string, undo: RouterOutputs["enforcement"]["decide"]["undo"]): void {
  if (undo) set({ ...undo, text });
  else showToast({ text });
}

/** The place of the offer, once in the frame: the toast and its key. Undoing brings the person back to the case. */
export function UndoPlace() {
  const t = useTranslations("enforcement.undo");
  const locale = useLocale();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const cache = useQueryClient();
  const router = useRouter();
  const offer = useSyncExternalStore(
    subscribe,
    () => current,
    () => null,
  );
  const undo = async ({ decisionId, version }: Offer) => {
    set(null);
    hideToast();
    try {
      const { caseNumber: number } = await client.enforcement.undo.mutate({ decisionId, version });
      announce(t("done", { case: caseNumber(number) }));
      for (const room of [trpc.cases, trpc.enforcement, trpc.approvals, trpc.measures])
        void cache.invalidateQueries({ queryKey: room.pathKey() });
      router.push(`/cases/${caseNumber(number)}`);
    } catch (error) {
      const text = `${t("failed")} ${sentenceOf(error, locale)}`;
      showToast({ text });
      announce(text, "assertive");
    }
  };
  // Asked anew at each press: the toast keeps the act of the moment in which it was shown.
  const act = useRef(undo);
  useEffect(() => {
    act.current = undo;
  });
  const label = t("undo");
  useEffect(() => {
    if (!offer) return;
    showToast({
      text: offer.text,
      action: { label, keys: "Z", run: () => void act.current(offer) },
      stayMs: offer.seconds * 1_000 - marginMs,
    });
  }, [offer, label]);
  useKeys([{ keys: ["Z"], does: label, run: () => offer && void undo(offer), when: offer !== null }]);
  return null;
}
