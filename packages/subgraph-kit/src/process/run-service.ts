import type { Service } from '@oms/kernel';
import { createLogger, createMetrics, redactText, startTracing, type Logger, type Metrics } from '@oms/telemetry';
import type { ProcessConfig } from './config';

/** Whoever stops a process waits this long before it kills it. */
const DRAIN_MS = 10_000;

const signals = ['SIGTERM', 'SIGINT'] as const;

export interface ServiceParts {
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface ServiceOptions<Config extends ProcessConfig> {
  readonly name: string;
  /** Throws a ConfigError, whose message is printed in one line. */
  readonly readConfig: () => Config;
  /** Wires the parts; an error, such as an unreachable database, is printed in one line too. */
  readonly compose: (config: Config, parts: ServiceParts) => Promise<Service>;
}

/** One line, for a person, on standard error: the log is for when the process runs. */
const giveUp = (name: string, error: unknown): never => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${name} cannot start: ${redactText(message).replaceAll(/\s*\n\s*/g, ' ')}\n`);
  process.exit(1);
};

/** Runs once, and ends the process: with the code given when it stopped in time, with 1 when it did not. */
const stopping = (stop: () => Promise<void>, logger: Logger): ((reason: object, code: number) => void) => {
  let begun = false;

  const within = async (): Promise<boolean> => {
    let deadline: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      deadline = setTimeout(resolve, DRAIN_MS, false);
    });
    const inTime = await Promise.race([stop().then(() => true), late]);
    clearTimeout(deadline);
    return inTime;
  };

  return (reason, code) => {
    if (begun) process.exit(1);
    begun = true;
    logger.info(reason, 'stopping');
    within().then(
      (inTime) => {
        logger.info({ inTime }, 'stopped');
        process.exit(inTime ? code : 1);
      },
      (err: unknown) => {
        logger.error({ err }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  };
};

const handleEnding = (stop: ReturnType<typeof stopping>, logger: Logger): void => {
  for (const signal of signals) {
    process.on(signal, () => {
      stop({ signal }, 0);
    });
  }
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
    process.on(event, (err: unknown) => {
      logger.fatal({ err }, event);
      stop({ event }, 1);
    });
  }
};

/** Nothing has been begun that would have to be finished: whatever is being waited for, a signal ends the process at once. */
const endAtOnceUntilComposed = (logger: Logger): (() => void) => {
  const end = (signal: NodeJS.Signals): void => {
    logger.info({ signal }, 'stopped before it had started');
    process.exit(0);
  };
  for (const signal of signals) process.on(signal, end);
  return () => {
    for (const signal of signals) process.off(signal, end);
  };
};

/**
 * The whole of a `main.ts`: config, wiring, start; then signals.
 *
 * SIGTERM and SIGINT drain for ten seconds at most and exit with 0; a second signal exits at once. While the service is
 * still being composed, which may mean that it waits for its database, they exit with 0 at once. An unhandled
 * error drains too, and exits with 1: what it broke is unknown.
 */
export const runService = async <Config extends ProcessConfig>(options: ServiceOptions<Config>): Promise<void> => {
  const { name, readConfig, compose } = options;
  try {
    const config = readConfig();
    const logger = createLogger({ name, level: config.logLevel });
    const metrics = createMetrics({ service: name });
    const composed = endAtOnceUntilComposed(logger);
    const tracing = await startTracing({ service: name, endpoint: config.otlpEndpoint });
    const service = await compose(config, { logger, metrics });
    composed();
    const starting = service.start();
    const stop = stopping(async () => {
      // A service that is still starting has to have started before it can stop; one that could not has nothing to stop.
      await starting.catch(() => undefined);
      await service.stop();
      await tracing.stop();
    }, logger);
    handleEnding(stop, logger);
    await starting;
  } catch (error) {
    giveUp(name, error);
  }
};
