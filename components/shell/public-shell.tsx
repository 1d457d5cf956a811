import type { ReactNode } from "react";
import { LanguageSwitch } from "./language-switch";
import { ThemeToggle } from "./theme-toggle";

type PublicShellProps = {
  chooseLanguage: (form: FormData) => Promise<void>;
  foot?: ReactNode;
  children: ReactNode;
};

/** The frame of pages without sign-in: the page, and under it language, theme and what the page adds. */
export function PublicShell({ chooseLanguage, foot, children }: PublicShellProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <main id="main" className="grid flex-1 grid-cols-[minmax(0,1fr)]">
        {children}
      </main>
      <footer className="flex min-h-12 flex-wrap items-center gap-x-5 gap-y-2 px-6 py-2 text-ink-2 text-xs">
        <LanguageSwitch choose={chooseLanguage} />
        <ThemeToggle words />
        {foot && <div className="ml-auto flex flex-wrap items-center gap-5">{foot}</div>}
      </footer>
    </div>
  );
}
