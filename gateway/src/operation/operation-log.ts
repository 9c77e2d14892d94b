import type { Logger } from '@oms/telemetry';
import type { PreparedOperation, RequestContext } from '../execution/prepared-operation';

/** Clients choose the names of operations. */
const NAME_CHARACTERS_MAX = 128;

/** The name of an operation as log lines have it. */
export const loggedName = (name: string | undefined): string | undefined => name?.slice(0, NAME_CHARACTERS_MAX);

/** Seconds in milliseconds, to the microsecond. */
export const millisecondsOf = (seconds: number): number => Math.round(seconds * 1_000_000) / 1_000;

interface Coded {
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** One line for an operation of a socket or an event stream when it has ended, and why. */
export const operationLog = (
  logger: Logger,
  { name, kind }: PreparedOperation,
  { correlationId }: Pick<RequestContext, 'correlationId'>,
): ((ended: string, error?: Coded) => void) => {
  const began = performance.now();
  const operation = loggedName(name);
  return (ended, error) => {
    const ms = millisecondsOf((performance.now() - began) / 1000);
    const errorCode = error?.extensions?.['code'];
    logger.info({ correlationId, ms, operation, kind, ended, errorCode }, 'Ended');
  };
};
