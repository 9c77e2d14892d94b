import type { Context } from '@oms/contracts';
import type { Logger } from '@oms/telemetry';
import type { Broker } from '../broker';
import type { ConsumerMetrics } from '../metrics';
import type { Delivery } from './message';

export interface ConsumerOptions {
  /** Such as `payments.orders`. */
  readonly label: string;
  readonly stream: Context;
  readonly durable: string;
  readonly broker: Broker;
  readonly handleBatch: (deliveries: readonly Delivery[]) => Promise<void>;
  readonly logger: Logger;
  readonly metrics: ConsumerMetrics;
}
