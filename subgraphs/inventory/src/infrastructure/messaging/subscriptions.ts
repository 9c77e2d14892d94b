import type { Subscription } from '@oms/messaging';
import type { Logger } from '@oms/telemetry';
import { handleOrders } from './handle';

/** What inventory hears. */
export const inventorySubscriptions = (logger: Logger): readonly Subscription[] => [
  { stream: 'orders', handle: handleOrders(logger) },
];
