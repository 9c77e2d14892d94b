import type { Context } from '@oms/contracts';
import type { Database } from '@oms/database';
import type { Logger, Metrics } from '@oms/telemetry';
import type { Broker } from '../broker';

export interface RelayOptions {
  readonly context: Context;
  readonly database: Database;
  readonly broker: Broker;
  readonly logger: Logger;
  readonly metrics: Metrics;
}
