import Link from "next/link";
import type { ReactNode } from "react";
import { Name } from "./name";

const line = "flex min-w-0 items-baseline gap-2";

/** Whom a row of a list is about: the name, cut where there is no room for it, the code, and what is said beside. */
export function SubjectName({
  name,
  code,
  href,
  children,
}: {
  /** Empty once erased. */
  name: string;
  code: string;
  /** Where the whole leads, if anywhere. */
  href?: string;
  children?: ReactNode;
}) {
  const content = (
    <>
      <span className="cut">
        <Name of={name} />
      </span>
      <span className="font-mono text-ink-3 text-xs">{code}</span>
      {children}
    </>
  );
  return href ? (
    <Link href={href} className={`${line} hover:underline`} prefetch={false}>
      {content}
    </Link>
  ) : (
    <span className={line}>{content}</span>
  );
}
