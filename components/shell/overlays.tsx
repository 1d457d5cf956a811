"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { lazy, Suspense, useEffect, useRef, useSyncExternalStore } from "react";
import { chordOf } from "./keys";
import { pagesFor } from "./pages";
import { useKeyRegistry, useKeys } from "./use-keys";

// Neither is needed before somebody asks for it, so neither is in the first script.
const Palette = lazy(() => import("./palette"));
const KeyHelp = lazy(() => import("./key-help"));

type Overlay = "palette" | "help" | null;
let shown: Overlay = null;
const listeners = new Set<() => void>();
const show = (overlay: Overlay) => {
  shown = overlay;
  for (const listener of listeners) listener();
};
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const openPalette = () => show("palette");

const goToWindowMs = 1_500;

/** The keys of the frame (G then a letter, Mod+K, ?) and what they open. Once on a page. */
export function Overlays({ permissions }: { permissions: readonly string[] }) {
  const t = useTranslations("shell");
  const router = useRouter();
  const registry = useKeyRegistry();
  const overlay = useSyncExternalStore(
    subscribe,
    () => shown,
    () => null,
  );
  const stopGoing = useRef<() => void>(null);
  useEffect(() => () => stopGoing.current?.(), []);
  const reachable = pagesFor(permissions);

  const waitForLetter = () => {
    stopGoing.current?.();
    const take = (event: KeyboardEvent) => {
      stop();
      const page = reachable.find(({ key }) => chordOf(key).code === event.code);
      if (!page || event.isComposing) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      router.push(page.href);
    };
    const timer = setTimeout(() => stop(), goToWindowMs);
    const stop = () => {
      clearTimeout(timer);
      window.removeEventListener("keydown", take, true);
    };
    stopGoing.current = stop;
    window.addEventListener("keydown", take, true);
  };

  useKeys([
    { keys: ["Mod+K"], does: t("keys.palette"), run: openPalette, everywhere: true, bar: false },
    { keys: ["G"], does: t("keys.goTo", { page: "…" }), run: waitForLetter, everywhere: true, bar: false },
    ...reachable.map((page) => ({
      keys: [`G ${page.key}`] as [string],
      does: t("keys.goTo", { page: t(`pages.${page.id}`) }),
      run: () => router.push(page.href),
      everywhere: true,
      bar: false,
    })),
    { keys: ["?"], does: t("keys.help"), run: () => show("help"), everywhere: true },
  ]);

  if (!registry || !overlay) return null;
  return (
    <Suspense>
      {overlay === "palette" ? (
        <Palette permissions={permissions} registry={registry} onClose={() => show(null)} />
      ) : (
        <KeyHelp onClose={() => show(null)} />
      )}
    </Suspense>
  );
}
