"use client";

import { createContext, type ReactNode, useContext, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { type KeyCommand, KeyRegistry } from "./key-registry";

const Registry = createContext<KeyRegistry | null>(null);

/**
 * Listens to the keyboard for everything inside.
 *
 * @param singles false when the person has switched single keys off.
 */
export function KeysProvider({ singles, children }: { singles: boolean; children: ReactNode }) {
  const [registry] = useState(() => new KeyRegistry(singles));
  useEffect(() => {
    const { press, lift, letGo } = registry;
    window.addEventListener("keydown", press);
    window.addEventListener("keyup", lift);
    window.addEventListener("blur", letGo);
    return () => {
      window.removeEventListener("keydown", press);
      window.removeEventListener("keyup", lift);
      window.removeEventListener("blur", letGo);
    };
  }, [registry]);
  return <Registry value={registry}>{children}</Registry>;
}

export function useKeyRegistry(): KeyRegistry | null {
  return useContext(Registry);
}

/**
 * Gives a component its keys while it is on screen; the bar and the overview show them by themselves.
 *
 * @param commands may be a new array at every render.
 */
export function useKeys(commands: readonly KeyCommand[]) {
  const registry = useContext(Registry);
  const held = useRef<ReturnType<KeyRegistry["hold"]>>(null);
  const first = useRef(commands);
  useEffect(() => {
    if (!registry) return;
    const holder = registry.hold(first.current);
    held.current = holder;
    return () => {
      held.current = null;
      holder.leave();
    };
  }, [registry]);
  useEffect(() => {
    held.current?.update(commands);
    first.current = commands;
  }, [commands]);
}

const never = () => () => {};
const none: readonly KeyCommand[] = [];

/** The keys that work now. */
export function useShownKeys(): readonly KeyCommand[] {
  const registry = useContext(Registry);
  return useSyncExternalStore(registry?.subscribe ?? never, registry?.commands ?? (() => none), () => none);
}

/** Do keys without a modifier work now? */
export function useSingleKeys(): boolean {
  const registry = useContext(Registry);
  const singles = () => registry?.singles ?? true;
  return useSyncExternalStore(registry?.subscribe ?? never, singles, singles);
}
