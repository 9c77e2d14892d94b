import type { z } from 'zod';
import type { Context } from './contexts';
import type { Envelope } from './envelope';

/** The contract between the publisher of an event and its readers. It never changes: `v1` only gains optional fields. */
export interface EventContract<Data = unknown> {
  readonly context: Context;
  /** `<context>.<event-in-kebab>.v<major>`. */
  readonly type: string;
  /** Where it is published on NATS. */
  readonly subject: string;
  readonly aggregateType: string;
  readonly schemaVersion: number;
  /** Strips unknown fields: a tolerant reader. */
  readonly data: z.ZodType<Data>;
  /** One sentence for the generated catalogue of events. */
  readonly description: string;
}

interface Definition<Data> {
  readonly context: Context;
  /** Past tense, in kebab case: `order-created`. */
  readonly name: string;
  readonly aggregateType: string;
  readonly version: number;
  readonly data: z.ZodType<Data>;
  readonly description: string;
}

export const defineEvent = <Data>({ name, version, ...rest }: Definition<Data>): EventContract<Data> => {
  const type = `${rest.context}.${name}.v${version.toString()}`;
  return { ...rest, type, subject: `oms.${type}`, schemaVersion: version };
};

/** Whether the envelope is of this contract; its data is then parsed by {@link parseData}. */
export const isOf = (contract: EventContract, envelope: Envelope): boolean => envelope.type === contract.type;

/** @throws {z.ZodError} naming each field that does not fit. */
export const parseData = <Data>(contract: EventContract<Data>, envelope: Envelope): Envelope<Data> => ({
  ...envelope,
  data: contract.data.parse(envelope.data),
});
