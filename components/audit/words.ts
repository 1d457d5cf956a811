import { useTranslations } from "next-intl";

/** What people read for the words of the log. A word that has no translation is shown as the log has it. */
export function useAuditWords() {
  const t = useTranslations("audit");
  const known = (key: string, fallback: string) => {
    const path = key as Parameters<typeof t.has>[0];
    return t.has(path) ? t(path as Parameters<typeof t>[0]) : fallback;
  };
  return {
    kind: (kind: string) => known(`kind.${kind}`, kind),
    action: (action: string) => known(`action.${action}`, action),
    subject: (kind: string) => known(`subject.${kind}`, kind),
    actor: (kind: string) => known(`actor.${kind}`, kind),
    job: (name: string) => known(`job.${name}`, name),
    failure: (name: string) => known(`failure.${name}`, name),
  };
}

/** The first digits of an id that has no better name. */
export const shortId = (id: string) => (id.length > 13 ? `${id.slice(0, 4)}…${id.slice(-4)}` : id);

const shownPairs = 4;
/** What other columns show, or what says nothing at a glance. */
const isIdOrTime = /^((?:staff:)?[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT.*|[0-9a-f]{64})$/;

/** The first plain values of what an entry says in public, in one line. */
export const publicLine = (pub: Readonly<Record<string, unknown>>) =>
  Object.entries(pub)
    .flatMap(([name, value]) => {
      if (name === "case" || value === null) return [];
      if (Array.isArray(value)) return value.length > 0 ? [`${name} ×${value.length}`] : [];
      if (typeof value === "object") return [];
      return isIdOrTime.test(String(value)) ? [] : [`${name} ${value}`];
    })
    .slice(0, shownPairs)
    .join(", ");
