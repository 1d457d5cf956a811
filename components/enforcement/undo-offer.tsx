"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { type RefObject, useEffect, useRef, useSyncExternalStore } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { type RouterOutputs, sentenceOf, useTRPC, useTRPCClient } from "@/components/trpc/provider";
import { announce } from "@/components/ui/live-region";
import { hideToast, showToast } from "@/components/ui/toast";
import { caseNumber } from "@/server/cases/contract-words";
import { type Undoable, UndoStack } from "./undo-stack";

type Made = NonNullable<RouterOutputs["enforcement"]["decide"]["undo"]>;
type Offer = Undoable & Pick<Made, "version" | "caseNumber"> & { readonly text: string };
type Undone = RouterOutputs["enforcement"]["undo"];

const stack = new UndoStack<Offer>(() => performance.now());
const none: readonly Offer[] = [];
let queue = Promise.resolve();

/** One after the other, so that the case that she is brought to in the end is the one undone last. */
const undoLatest = (act: RefObject<(offer: Offer) => Promise<void>>) => {
  const latest = stack.pop();
  hideToast();
  if (latest) queue = queue.then(() => act.current(latest));
};

/**
 * Says what was decided and, while it can be undone, how: on whatever page the person is by then.
 *
 * @param undo null where nothing can be undone.
 */
export function sayDecided(text: string, undo: Made | null): void {
  if (!undo) showToast({ text });
  else stack.push({ ...undo, text, endsMs: stack.endsAfter(undo.seconds) });
}

/**
 * The place of the offer, once in the frame: the toast and its key, for the latest decision and then for the one before,
 * as long as each can be undone. Undoing brings the person to the case.
 */
export function UndoPlace() {
  const t = useTranslations("enforcement.undo");
  const locale = useLocale();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const cache = useQueryClient();
  const router = useRouter();
  const offers = useSyncExternalStore(
    stack.subscribe,
    () => stack.offers,
    () => none,
  );
  const offer = offers.at(-1);
  const open = offers.length;
  const sentence = (decided: number, { caseNumber: number, merged }: Undone) => {
    const word = !merged ? "done" : number === decided ? "taken" : "joined";
    const other = number === decided ? (merged?.from ?? number) : decided;
    return t(word, { case: caseNumber(number), other: caseNumber(other) });
  };
  const undo = async ({ decisionId, version, caseNumber: decided }: Offer) => {
    try {
      const done = await client.enforcement.undo.mutate({ decisionId, version });
      const text = sentence(decided, done);
      if (done.merged && stack.offers.length === 0) showToast({ text });
      else announce(text);
      for (const room of [trpc.cases, trpc.enforcement, trpc.approvals, trpc.measures])
        void cache.invalidateQueries({ queryKey: room.pathKey() });
      router.push(`/cases/${caseNumber(done.caseNumber)}`);
    } catch (error) {
      const text = `${t("failed")} ${sentenceOf(error, locale)}`;
      showToast({ text });
      announce(text, "assertive");
    }
  };
  // Asked anew at each press: a toast keeps the act of the moment in which it was shown.
  const act = useRef(undo);
  useEffect(() => {
    act.current = undo;
  });
  const label = t("undo");
  const text = offer && (open > 1 ? t("more", { text: offer.text, open }) : offer.text);
  useEffect(() => {
    if (!offer || !text) return;
    const stayMs = stack.leftMs(offer);
    showToast({ text, action: { label, keys: "Z", run: () => undoLatest(act) }, stayMs });
  }, [offer, text, label]);
  useKeys([{ keys: ["Z"], does: label, run: () => undoLatest(act), when: open > 0 }]);
  return null;
}
