import { type Service, serviceOf } from '@oms/kernel';
import type { CaughtUpRequest } from './consume/caught-up';
import { consumers, type ConsumersOptions } from './consume/consumers';
import { logService } from './log/log-service';
import { relay } from './log/relay';

/** All that a context does with events: it publishes its own, serves its log to others, and applies those it subscribes to. */
export interface EventMessaging extends Service {
  /** For readiness: why it cannot publish or consume; undefined where it can. */
  checks(): Readonly<Record<'publishing' | 'consuming', string | undefined>>;
  /** Whether this context has applied all that a publisher had committed before the call. */
  caughtUp(request: CaughtUpRequest): Promise<boolean>;
}

export const eventMessaging = (options: ConsumersOptions): EventMessaging => {
  const publishing = relay(options);
  const consuming = consumers(options);
  return {
    ...serviceOf(publishing, logService(options), consuming),
    checks: () => ({ publishing: publishing.health.failure(), consuming: consuming.health.failure() }),
    caughtUp: (request) => consuming.caughtUp(request),
  };
};
