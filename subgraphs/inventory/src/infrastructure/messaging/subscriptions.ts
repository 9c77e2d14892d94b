import type { Subscription } from '@oms/messaging';
import type { Logger } from '@oms/telemetry';
import { handleOrders } from './handle';

/** What inventory subscribes to. */
export const inventorySubscriptions = (logger: Logger): readonly Subscription[] => [
  { publisher: 'orders', handle: handleOrders(logger) },
];
