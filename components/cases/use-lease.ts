"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { refusalOf, useTRPCClient } from "@/components/trpc/provider";
import { heartbeatSeconds } from "@/server/cases/contract-words";
import type { Refusal } from "@/server/kernel/refusal";

export type Held = { readonly caseId: string; readonly token: string };

export type LeaseState =
  /** Nothing to claim: the case is closed, or this person only reads. */
  | { readonly kind: "none" }
  | { readonly kind: "claiming" }
  | { readonly kind: "held"; readonly token: string }
  /** Never got it: somebody holds it, or a rule keeps her from it. */
  | { readonly kind: "refused"; readonly refusal: Refusal }
  /** Had it: says who has it now and since when. */
  | { readonly kind: "lost"; readonly refusal: Refusal }
  /** The server did not answer. */
  | { readonly kind: "offline"; readonly token: string | null };

/** Somebody who has not touched the page for this long is not at it: her lease runs out. */
const idleMs = 5 * 60_000;

/** Outlives the page: the browser finishes it after the tab is gone. */
function giveBack({ caseId, token }: Held) {
  void fetch("/api/trpc/cases.release", {
    method: "POST",
    keepalive: true,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ json: { caseId, token } }),
  }).catch(() => undefined);
}

const activity = ["pointerdown", "keydown", "wheel", "pointermove"] as const;

type Wanted = {
  readonly caseId: string | null;
  /** May this person claim it, as far as the page knows? */
  readonly isClaimable: boolean;
  /** A lease that she has already, from claim-next. */
  readonly given: string | null;
};

/**
 * Claims the case on arrival, renews the lease while the tab is visible and the person is at it, and gives it back when
 * she leaves the case or the page.
 *
 * @returns the lease; `retry` claims again; `end` forgets it without giving it back, since an act has ended it.
 */
export function useLease({ caseId, isClaimable, given }: Wanted) {
  const client = useTRPCClient();
  // Of which case: while the next one is painted, the last one's lease is not taken for its own.
  const [kept, setKept] = useState<{ caseId: string; state: LeaseState } | null>(null);
  const [round, setRound] = useState(0);
  const [asked, setAsked] = useState<string | null>(null);
  const held = useRef<Held | null>(null);
  const here = useRef<string | null>(null);
  const tried = useRef<string | null>(null);
  // Tokens that were given back: a lease from claim-next is good for one visit.
  const spent = useRef(new Set<string>());
  const lastActive = useRef(0);

  // Leaving a case gives it back; until then nothing that a refresh of the page says takes the lease away.
  useEffect(() => {
    here.current = caseId;
    return () => {
      if (held.current) {
        spent.current.add(held.current.token);
        giveBack(held.current);
      }
      held.current = null;
      here.current = null;
      tried.current = null;
      setKept(null);
    };
  }, [caseId]);

  const isWanted = isClaimable || given !== null || (asked !== null && asked === caseId);
  useEffect(() => {
    const attempt = `${caseId} ${round}`;
    if (caseId === null || !isWanted || tried.current === attempt) return;
    tried.current = attempt;
    const setState = (state: LeaseState) => setKept({ caseId, state });
    const hold = (token: string) => {
      if (here.current !== caseId) return giveBack({ caseId, token });
      held.current = { caseId, token };
      setState({ kind: "held", token });
    };
    if (given !== null && !spent.current.has(given) && round === 0) return hold(given);
    setState({ kind: "claiming" });
    client.cases.claim
      .mutate({ caseId })
      .then(({ token }) => hold(token))
      .catch((error: unknown) => {
        if (here.current !== caseId) return;
        const refusal = refusalOf(error);
        setState(refusal ? { kind: "refused", refusal } : { kind: "offline", token: null });
      });
  }, [caseId, isWanted, given, client, round]);

  const beat = useCallback(async () => {
    const mine = held.current;
    if (!mine || document.visibilityState !== "visible") return;
    if (performance.now() - lastActive.current > idleMs) return;
    try {
      await client.cases.heartbeat.mutate(mine);
      if (held.current?.token !== mine.token) return;
      setKept((now) =>
        now?.state.kind === "held" ? now : { caseId: mine.caseId, state: { kind: "held", token: mine.token } },
      );
    } catch (error) {
      if (held.current?.token !== mine.token) return;
      const refusal = refusalOf(error);
      if (refusal) held.current = null;
      const state: LeaseState = refusal ? { kind: "lost", refusal } : { kind: "offline", token: mine.token };
      setKept({ caseId: mine.caseId, state });
    }
  }, [client]);

  useEffect(() => {
    lastActive.current = performance.now();
    const isBack = () => performance.now() - lastActive.current > heartbeatSeconds * 1_000;
    const active = () => {
      const wasAway = isBack();
      lastActive.current = performance.now();
      if (wasAway) void beat();
    };
    const leave = () => {
      if (held.current) giveBack(held.current);
      held.current = null;
    };
    // Back from the browser's memory: the lease was given back when the page went.
    const show = (event: PageTransitionEvent) => {
      if (event.persisted) setRound((n) => n + 1);
    };
    const timer = setInterval(beat, heartbeatSeconds * 1_000);
    for (const name of activity) window.addEventListener(name, active, { passive: true });
    document.addEventListener("visibilitychange", beat);
    window.addEventListener("pagehide", leave);
    window.addEventListener("pageshow", show);
    return () => {
      clearInterval(timer);
      for (const name of activity) window.removeEventListener(name, active);
      document.removeEventListener("visibilitychange", beat);
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("pageshow", show);
    };
  }, [beat]);

  const state: LeaseState = kept !== null && kept.caseId === caseId ? kept.state : { kind: "none" };
  return {
    state,
    retry: useCallback(() => {
      setAsked(here.current);
      setRound((n) => n + 1);
    }, []),
    end: useCallback(() => {
      if (held.current) spent.current.add(held.current.token);
      held.current = null;
    }, []),
  };
}
