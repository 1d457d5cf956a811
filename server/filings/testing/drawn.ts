import { expect } from "vitest";
import { signCheckpoint } from "../../audit/sign";
import type { StaffActor } from "../../kernel/actor";
import { after, day } from "../../kernel/calendar";
import { drain, letter } from "../../testing/campaign/steps-office";
import { type FigureKey, figureKeys } from "../contract";
import { draftFiling, getFiling, rowsBehind } from "../service";

/**
 * Draws a filing over the days around `now`, three days later, and opens each of its figures, which must have as many
 * rows as it says.
 *
 * @returns the figures.
 */
export async function drawnAround(officer: StaffActor, now: Date): Promise<Readonly<Record<FigureKey, number>>> {
  const later = after(now, 3 * day);
  await drain(later);
  await signCheckpoint(later);
  const isoDay = (at: Date) => at.toISOString().slice(0, 10);
  const period = { periodStart: isoDay(after(now, -2 * day)), periodEnd: isoDay(after(now, day)) };
  const draft = () => draftFiling(officer, { ...letter, ...period }, later);
  // The log must have a leaf from after the period: an attempt leaves one.
  const { number } = await draft().catch(async () => {
    await drain(later);
    await signCheckpoint(later);
    return draft();
  });
  const { row } = await getFiling(number);
  for (const figure of figureKeys) {
    const { rows } = await rowsBehind({ number, figure, limit: 50 });
    expect([figure, rows.length]).toEqual([figure, row.figures[figure]]);
  }
  return row.figures;
}
