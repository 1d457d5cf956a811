type Props = { label: string; value: number; max: number };

/** How far the system is with something: graphite, as all that is print. The number stands beside it. */
export const Progress = ({ label, value, max }: Props) => (
  <progress
    aria-label={label}
    value={value}
    // A bar without an end would move to and fro.
    max={Math.max(max, 1)}
    className="block h-2 w-full appearance-none overflow-hidden rounded-control border border-edge bg-well [&::-moz-progress-bar]:bg-ink-2 [&::-webkit-progress-bar]:bg-well [&::-webkit-progress-value]:bg-ink-2"
  />
);
