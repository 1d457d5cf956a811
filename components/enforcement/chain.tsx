import type { Fact } from "@/components/ui/facts";

/** The links of a chain under each other, first to last, on one line of dots. */
export function Chain({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl>
      {facts.map((fact, at) => (
        <div
          key={fact.key ?? at}
          className="grid grid-cols-[minmax(72px,max-content)_12px_minmax(0,1fr)] gap-x-3 pb-3 last:pb-0 tablet:grid-cols-[96px_12px_minmax(0,1fr)]"
        >
          <dt className="text-ink-3">{fact.label}</dt>
          <span aria-hidden="true" className="relative">
            <span className="absolute top-[7px] left-[3px] z-1 size-[7px] rounded-full border-[1.5px] border-ink-2 bg-sheet" />
            {at < facts.length - 1 && <span className="absolute top-[15px] -bottom-[19px] left-1.5 w-px bg-rule-2" />}
          </span>
          <dd className="min-w-0 break-words">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
