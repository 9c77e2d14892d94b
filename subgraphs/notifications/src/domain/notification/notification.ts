/** What a customer is told of. */
export const kinds = ['ORDER_CONFIRMED', 'ORDER_FAILED', 'ORDER_CANCELLED', 'REFUND_ISSUED'] as const;

export type Kind = (typeof kinds)[number];
