import { eventually } from '@oms/testing';
import type { Client } from 'pg';
import { type Labels, scrape, sumOf } from './scrape';
import type { SystemUnderTest } from './system-under-test';

/** Measurements are made every 5 s, and sagas take their time. */
export const SOON = { withinMs: 30_000 };

/** A running system, and what it says of itself, next to the truth. */
export interface MeasuredSystem extends SystemUnderTest {
  /** The superuser's. */
  readonly admin: Client;
  /** The sum of the samples with these labels; undefined when there is none. */
  metric(name: string, labels?: Labels): Promise<number | undefined>;
  /** The one number, named `value`, that a statement answers. */
  query(sql: string): Promise<number>;
  /** Waits until a metric says what is true. */
  isAt(name: string, labels: Labels, truth: () => Promise<number>): Promise<void>;
  isAbove(name: string, labels: Labels, least: number): Promise<void>;
}

/** By the name of the metric: how what its alarm warns of is brought about, and what it must say then. */
export type AlarmProofs = Readonly<Record<string, () => Promise<void>>>;

export const measured = (under: SystemUnderTest, admin: Client): MeasuredSystem => {
  const metric = async (name: string, labels: Labels = {}): Promise<number | undefined> =>
    sumOf(await scrape(under.system.ports), name, labels);
  return {
    ...under,
    admin,
    metric,
    query: async (sql) => {
      const { rows } = await admin.query<{ value: string | number }>(sql);
      return Number(rows[0]?.value);
    },
    isAt: (name, labels, truth) =>
      eventually(async () => {
        expect(await metric(name, labels)).toBe(await truth());
      }, SOON),
    isAbove: (name, labels, least) =>
      eventually(async () => {
        expect(await metric(name, labels)).toBeGreaterThan(least);
      }, SOON),
  };
};
