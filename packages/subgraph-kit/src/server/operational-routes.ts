import { eventLoopWatch, type Logger, type Metrics } from '@oms/telemetry';
import type { FastifyInstance } from 'fastify';
import { cachedReadiness, type Readiness } from './readiness';

const HTTP_UNAVAILABLE = 503;

interface OperationalOptions {
  readonly readiness: Readiness;
  /** Whether the process is stopping: it finishes its requests, but is not ready for more. */
  readonly draining: () => boolean;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** For those who run the process: is it alive, may it have traffic, how is it doing. */
export const operationalRoutes =
  ({ readiness, draining, logger, metrics }: OperationalOptions) =>
  (server: FastifyInstance): void => {
    const ready = cachedReadiness(readiness);

    const watch = eventLoopWatch();
    server.addHook('onClose', () => {
      watch.stop();
      return Promise.resolve();
    });

    server.get('/livez', (_request, reply) =>
      watch.wasBlocked() ? reply.code(HTTP_UNAVAILABLE).send({ status: 'blocked' }) : reply.send({ status: 'alive' }),
    );

    server.get('/readyz', async (_request, reply) => {
      if (draining()) return reply.code(HTTP_UNAVAILABLE).send({ status: 'draining' });
      const failures = await ready();
      const checks = Object.fromEntries(
        Object.entries(failures).map(([part, failure]) => [part, failure === undefined ? 'ok' : 'failing']),
      );
      if (Object.values(failures).every((failure) => failure === undefined)) return { status: 'ready', checks };
      // Why, is for the log: it may name hosts.
      logger.warn({ failures }, 'not ready');
      return reply.code(HTTP_UNAVAILABLE).send({ status: 'unavailable', checks });
    });

    server.get('/metrics', async (_request, reply) =>
      reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
    );
  };
