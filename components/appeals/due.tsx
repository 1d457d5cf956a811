import { Time, TimeLeft } from "@/components/ui/time";

/** Beyond this a day of the week would mean the wrong week. */
const weekMs = 6 * 24 * 3_600_000;

/** When an appeal is due: the date while it is weeks away, then how long is left. */
export const Due = ({ at, now }: { at: Date; now: Date }) =>
  at.getTime() - now.getTime() > weekMs ? <Time at={at} form="short" /> : <TimeLeft dueAt={at} now={now} />;
