import type { ReactNode } from "react";
import { Wordmark } from "@/components/shell/header";

/** One narrow sheet for a page without sign-in: the whole width of a phone, a column on anything wider. */
export function PublicSheet({ children }: { children: ReactNode }) {
  return (
    <div className="self-start justify-self-center bg-sheet max-tablet:w-full tablet:my-10 tablet:w-[480px] tablet:border tablet:border-rule-2">
      <header className="flex min-h-14 items-center border-rule-2 border-b px-5">
        <Wordmark />
      </header>
      <div className="px-5 py-6">{children}</div>
    </div>
  );
}
