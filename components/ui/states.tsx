import type { ReactNode } from "react";
import { classNames } from "./class-names";
import { Icon } from "./icon";

/** One sentence of fact and one way on. */
export function EmptyState({
  children,
  action,
  className,
}: {
  children: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  return (
    <div className={classNames("border border-rule-2 border-dashed p-6 text-ink-2", className)}>
      <p>{children}</p>
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}

type ErrorStateProps = {
  /** What happened, in a few words. */
  title: ReactNode;
  /** What was kept, or what to do. */
  children?: ReactNode;
  /** One button. */
  action?: ReactNode;
  className?: string;
};

/** At the place of the failure, until it is resolved: bar, triangle and word. Announced when it appears. */
export function ErrorState({ title, children, action, className }: ErrorStateProps) {
  return (
    <div role="alert" className={classNames("flex gap-2 border-s4 border-l-[3px] bg-s4-wash px-3 py-2.5", className)}>
      <Icon name="warning" className="mt-0.5 text-s4" />
      <div className="min-w-0 flex-1">
        <p className="font-bold text-s4">{title}</p>
        {children && <div className="text-ink">{children}</div>}
      </div>
      {action}
    </div>
  );
}
