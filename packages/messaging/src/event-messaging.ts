import { type Service, serviceOf } from '@oms/kernel';
import type { CaughtUpRequest } from './consume/caught-up';
import { consumers, type ConsumersOptions } from './consume/consumers';
import { logService } from './log/log-service';
import { relay } from './log/relay';

/** All that a context does with events: it publishes its own, lets others read its log, and applies theirs. */
export interface EventMessaging extends Service {
  /** For readiness: by what it does, why it cannot; undefined where it can. */
  checks(): Readonly<Record<'publishing' | 'consuming', string | undefined>>;
  /** Whether this context has applied all that a publisher had committed when it was asked. */
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
