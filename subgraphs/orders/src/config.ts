import { type Environment, readSubgraphConfig, setting, type SubgraphConfig } from '@oms/subgraph-kit';
import type { CheckoutTimeouts } from './domain/checkout/checkout';

const PORT = 4001;
const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

export interface OrdersConfig extends SubgraphConfig {
  /** How long the saga waits in each step before it abandons an order. */
  readonly timeouts: CheckoutTimeouts;
}

const timeout = (fallback: number) => setting.integer({ min: 1, max: DAY_MS, fallback });

export const readConfig = (environment?: Environment): OrdersConfig => {
  const settings = {
    RESERVATION_DEADLINE_MS: timeout(30 * SECOND_MS),
    PAYMENT_METHOD_DEADLINE_MS: timeout(900 * SECOND_MS),
    PAYMENT_DEADLINE_MS: timeout(120 * SECOND_MS),
  };
  const { common, own } = readSubgraphConfig({ name: 'orders', port: PORT, settings }, environment);
  return {
    ...common,
    timeouts: {
      reservationMs: own.RESERVATION_DEADLINE_MS,
      paymentMethodMs: own.PAYMENT_METHOD_DEADLINE_MS,
      paymentMs: own.PAYMENT_DEADLINE_MS,
    },
  };
};
