import { eventually } from '@oms/testing';
import type { Client } from 'pg';
import { type Labels, scrape, sumOf } from './scrape';
import type { SystemUnderTest } from './system-under-test';

/** Gauges are measured every 5 s; a saga takes seconds. */
export const SOON = { withinMs: 30_000 };

/** A running system with access to its metrics and to its database, to compare the two. */
export interface MeasuredSystem extends SystemUnderTest {
  /** A connection as superuser. */
  readonly admin: Client;
  /** The sum of the samples with these labels; undefined when there is none. */
  metric(name: string, labels?: Labels): Promise<number | undefined>;
  /** The number in the column `value` of the only row of the result. */
  query(sql: string): Promise<number>;
  /** Waits until the metric has the expected value. */
  waitForValue(name: string, labels: Labels, expected: () => Promise<number>): Promise<void>;
  waitForValueAbove(name: string, labels: Labels, least: number): Promise<void>;
}

/** By the metric's name: a scenario that causes the condition of its alarm and checks the metric's value. */
export type AlarmScenarios = Readonly<Record<string, () => Promise<void>>>;

export const measuredSystem = (testSystem: SystemUnderTest, admin: Client): MeasuredSystem => {
  const metric = async (name: string, labels: Labels = {}): Promise<number | undefined> =>
    sumOf(await scrape(testSystem.system.ports), name, labels);
  return {
    ...testSystem,
    admin,
    metric,
    query: async (sql) => {
      const { rows } = await admin.query<{ value: string | number }>(sql);
      return Number(rows[0]?.value);
    },
    waitForValue: (name, labels, expected) =>
      eventually(async () => {
        expect(await metric(name, labels)).toBe(await expected());
      }, SOON),
    waitForValueAbove: (name, labels, least) =>
      eventually(async () => {
        expect(await metric(name, labels)).toBeGreaterThan(least);
      }, SOON),
  };
};
