import { createServer, type Server } from 'node:http';
import type { EventLoopWatch, Metrics } from '@oms/telemetry';
import { pathOf, sendPlain, type Plain } from './plain';

export interface PlatformParts {
  readonly metrics: Metrics;
  readonly isDraining: () => boolean;
  readonly eventLoop: Pick<EventLoopWatch, 'wasBlocked'>;
}

/** Health and metrics for the platform that runs the process. Undefined for other paths. */
export interface Platform {
  readonly health: (path: string) => Plain | undefined;
  readonly metrics: (path: string) => Promise<Plain | undefined>;
}

export const platform = ({ metrics, isDraining, eventLoop }: PlatformParts): Platform => ({
  health: (path) => {
    if (path === '/livez')
      return eventLoop.wasBlocked() ? { status: 503, text: 'blocked' } : { status: 200, text: 'ok' };
    if (path !== '/readyz') return undefined;
    return isDraining() ? { status: 503, text: 'draining' } : { status: 200, text: 'ok' };
  },
  metrics: async (path) =>
    path === '/metrics'
      ? { status: 200, text: await metrics.registry.metrics(), type: 'text/plain; version=0.0.4' }
      : undefined,
});

/** Health and metrics and nothing else, for a port that the outside does not reach. */
export const platformServer = ({ health, metrics }: Platform): Server =>
  createServer((request, response) => {
    const path = pathOf(request);
    metrics(path).then(
      (found) => {
        sendPlain(response, found ?? health(path) ?? { status: 404, text: 'Not found' });
      },
      () => {
        sendPlain(response, { status: 500, text: 'The gateway failed.' });
      },
    );
  });
