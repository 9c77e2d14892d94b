import { orderCancelled, orderCreated, orderFailed } from '@oms/contracts';
import { dispatch, on, type Subscription } from '@oms/messaging';
import type { Logger } from '@oms/telemetry';
import { releaseForOrders, reserveForOrders } from './handle';

/** What inventory hears. */
export const inventorySubscriptions = (logger: Logger): readonly Subscription[] => [
  {
    stream: 'orders',
    handle: dispatch(
      on(orderCreated, reserveForOrders(logger)),
      on(orderFailed, releaseForOrders),
      on(orderCancelled, releaseForOrders),
    ),
  },
];
