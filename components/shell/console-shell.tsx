import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { LiveRegions } from "@/components/ui/live-region";
import { ToastPlace } from "@/components/ui/toast";
import { Header, type HeaderProps } from "./header";
import { KeyBar } from "./key-bar";
import { Overlays } from "./overlays";
import { RouteFocus } from "./route-focus";
import { KeysProvider } from "./use-keys";

type ConsoleShellProps = HeaderProps & {
  /** False when the person has switched single keys off. */
  singleKeys: boolean;
  /** Above every page: what everybody who sees it must know now. */
  banner?: ReactNode;
  /** At the right of the key bar. */
  foot?: ReactNode;
  children: ReactNode;
};

/** The frame of every staff page: header, page, keys. Pages fill `main` and scroll inside it. */
export function ConsoleShell({ singleKeys, banner, foot, children, ...header }: ConsoleShellProps) {
  const t = useTranslations("shell");
  return (
    <KeysProvider singles={singleKeys}>
      <div className="flex h-dvh flex-col">
        <a
          href="#main"
          className="link sr-only z-50 bg-float px-3 py-2 focus:not-sr-only focus:absolute focus:top-1 focus:left-1"
        >
          {t("skip")}
        </a>
        <Header {...header} />
        {banner}
        <main id="main" tabIndex={-1} className="min-h-0 flex-1">
          {children}
        </main>
        <KeyBar aside={foot} />
      </div>
      <ToastPlace />
      <LiveRegions />
      <RouteFocus />
      <Overlays permissions={header.viewer.permissions} />
    </KeysProvider>
  );
}
