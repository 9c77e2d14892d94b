import type { OrderView } from '../../application/order-view';
import type { Answer } from '../../application/ports/orders';
import type { Money } from '../../domain/money';
import type { OrderLine } from '../../domain/order/lines';

interface KeptMoney {
  readonly amountMinor: string;
  readonly currency: string;
}

/** An order as JSON can hold it. */
type KeptOrder = Omit<OrderView, 'lines' | 'total'> & {
  readonly lines: readonly (Omit<OrderLine, 'unitPrice'> & { readonly unitPrice: KeptMoney })[];
  readonly total: KeptMoney;
};

/** An answer as it is kept with an idempotency key. */
export type KeptAnswer<Refusal> =
  { readonly kind: 'Done'; readonly order: KeptOrder } | { readonly kind: 'Refused'; readonly refusal: Refusal };

const keepMoney = ({ amountMinor, currency }: Money): KeptMoney => ({ amountMinor: amountMinor.toString(), currency });
const restoreMoney = ({ amountMinor, currency }: KeptMoney): Money => ({ amountMinor: BigInt(amountMinor), currency });

export const keepOrder = (order: OrderView): KeptOrder => ({
  ...order,
  lines: order.lines.map((line) => ({ ...line, unitPrice: keepMoney(line.unitPrice) })),
  total: keepMoney(order.total),
});

const restoreOrder = (order: KeptOrder): OrderView => ({
  ...order,
  lines: order.lines.map((line) => ({ ...line, unitPrice: restoreMoney(line.unitPrice) })),
  total: restoreMoney(order.total),
});

export const restoreAnswer = <Refusal>(answer: KeptAnswer<Refusal>): Answer<Refusal> =>
  answer.kind === 'Done' ? { kind: 'Done', order: restoreOrder(answer.order) } : answer;
