interface Money {
  readonly amount: string;
  readonly currencyCode: string;
}

/** The data of docs/order-timeline.graphql. */
export interface TimelineOrder {
  readonly number: string;
  readonly status: string;
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly items: readonly { readonly name: string; readonly quantity: number }[];
  readonly reservation: { readonly status: string } | null;
  readonly payment: {
    readonly status: string;
    readonly attempts: readonly { readonly outcome: string }[];
    readonly refundedAmount: Money;
  } | null;
  readonly notifications: readonly {
    readonly channel: string;
    readonly type: string;
    readonly status: string;
    readonly recipient: string;
  }[];
  readonly events: readonly { readonly type: string; readonly occurredAt: string }[];
}

const OFFSET_WIDTH = 9;

const paymentLine = (payment: TimelineOrder['payment']): string => {
  if (payment === null) return 'payment none';
  const attempts = payment.attempts.map(({ outcome }) => outcome).join(', ');
  const refunded = Number(payment.refundedAmount.amount) > 0 ? `, refunded ${payment.refundedAmount.amount}` : '';
  return `payment ${payment.status}${refunded}${attempts === '' ? '' : ` (${attempts})`}`;
};

/** The order as text: its outcome, its events with their offsets in time, and its notifications. */
export const timeline = (order: TimelineOrder): string => {
  const begin = Date.parse(order.events[0]?.occurredAt ?? '');
  const items = order.items.map(({ name, quantity }) => `${quantity.toString()} × ${name}`).join(', ');
  const failure = order.failure === null ? '' : ` (${order.failure.code})`;
  const events = order.events.map(({ type, occurredAt }) => {
    const offset = `+${(Date.parse(occurredAt) - begin).toString()} ms`;
    return `  ${offset.padStart(OFFSET_WIDTH)}  ${type}`;
  });
  const notifications = order.notifications.map(
    ({ channel, type, status, recipient }) => `  ${channel} ${type} to ${recipient}: ${status}`,
  );
  return [
    `  ${order.number}  ${order.status}${failure}  ${items}`,
    ...events,
    `  reservation ${order.reservation?.status ?? 'none'}, ${paymentLine(order.payment)}`,
    ...notifications,
  ].join('\n');
};
