import type { ReactNode } from "react";
import { classNames } from "./class-names";

const paths = {
  search: (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="m10.5 10.5 3 3" />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 5v3.2l2 1.3" />
    </>
  ),
  sealed: (
    <>
      <rect x="2.5" y="2.5" width="11" height="11" rx="1" />
      <path d="m5.2 8.2 2 2 3.6-4" />
    </>
  ),
  theme: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5v11a5.5 5.5 0 0 0 0-11Z" fill="currentColor" stroke="none" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 7.5v3M8 5.3v.1" />
    </>
  ),
  table: (
    <>
      <rect x="2.5" y="3" width="11" height="10" rx="1" />
      <path d="M2.5 6.5h11M6.5 6.5V13" />
    </>
  ),
  chart: <path d="M2.5 13.5h11M4.5 11V7.5M8 11V3.5M11.5 11V6" />,
  download: <path d="M8 3v7m-3-3 3 3 3-3M3 13h10" />,
  link: (
    <path d="M6.5 9.5a2.6 2.6 0 0 0 3.7 0l2-2a2.6 2.6 0 0 0-3.7-3.7l-.8.8M9.5 6.5a2.6 2.6 0 0 0-3.7 0l-2 2a2.6 2.6 0 0 0 3.7 3.7l.8-.8" />
  ),
  lock: (
    <>
      <rect x="3.5" y="7" width="9" height="6.5" rx="1" />
      <path d="M5.5 7V5.2a2.5 2.5 0 0 1 5 0V7" />
    </>
  ),
  eye: (
    <>
      <path d="M1.8 8s2.2-4 6.2-4 6.2 4 6.2 4-2.2 4-6.2 4-6.2-4-6.2-4Z" />
      <circle cx="8" cy="8" r="1.8" />
    </>
  ),
  pencil: <path d="m3.5 12.5.6-2.7 6.5-6.5 2.1 2.1-6.5 6.5Z" />,
  moon: <path d="M12.8 9.6A5.3 5.3 0 0 1 6.4 3.2a5.3 5.3 0 1 0 6.4 6.4Z" />,
  person: (
    <>
      <circle cx="8" cy="5.2" r="2.6" />
      <path d="M3 13.5c.5-2.8 2.3-4.2 5-4.2s4.5 1.4 5 4.2" />
    </>
  ),
  tick: <path d="m3.5 8.5 3 3 6-7" />,
  cross: <path d="m4 4 8 8M12 4l-8 8" />,
  plus: <path d="M8 3.5v9M3.5 8h9" />,
  down: <path d="m4.5 6.5 3.5 3.5 3.5-3.5" />,
  up: <path d="m4.5 9.5 3.5-3.5 3.5 3.5" />,
  right: <path d="m6.5 4.5 3.5 3.5-3.5 3.5" />,
  left: <path d="m9.5 4.5-3.5 3.5 3.5 3.5" />,
  warning: <path d="M8 2.2 14.4 13.4H1.6ZM8 6.4v3.4M8 11.5v.1" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof paths;

/** A 16 px line icon. It is decoration: the word beside it, or the control's accessible name, says what it means. */
export function Icon({ name, className }: { name: IconName; className?: string }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false" className={classNames("icon", className)}>
      {paths[name]}
    </svg>
  );
}

/** The mark of the product: a file with two tabs. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 20 20"
      aria-hidden="true"
      focusable="false"
      className={classNames("icon size-5", className)}
      strokeLinecap="butt"
    >
      <path d="M3 2.8h10.5v14.4H3Z" />
      <path d="M13.5 4.5H17v3.2h-3.5M13.5 9.2H17" />
      <path d="M6 7h4.5M6 10h4.5" />
    </svg>
  );
}
