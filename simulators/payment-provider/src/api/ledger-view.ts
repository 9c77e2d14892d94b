import type { FastifyInstance } from 'fastify';
import type { Ledger } from '../ledger/ledger';
import type { Provider } from './provider';

export interface LedgerCharge {
  readonly charge: string;
  readonly paymentIntent: string;
  readonly amount: number;
  readonly refunded: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly created: number;
}

export interface LedgerView {
  readonly charges: readonly LedgerCharge[];
  /** Per currency, in minor units. */
  readonly totals: Readonly<Record<string, { readonly charged: number; readonly refunded: number }>>;
}

const ROWS_MAX = 200;

const chargesIn = (ledger: Ledger): readonly LedgerCharge[] =>
  [...ledger.intents()].flatMap((intent) => {
    if (intent.status !== 'succeeded' || intent.latest_charge === null) return [];
    const refunded = ledger.refundsOf(intent.id).reduce((sum, refund) => sum + refund.amount, 0);
    const { id: paymentIntent, latest_charge: charge, amount_received: amount, currency, metadata, created } = intent;
    return [{ charge, paymentIntent, amount, refunded, currency, metadata, created }];
  });

const totalsOf = (charges: readonly LedgerCharge[]): LedgerView['totals'] => {
  const totals: Record<string, { charged: number; refunded: number }> = {};
  for (const { currency, amount, refunded } of charges) {
    const total = (totals[currency] ??= { charged: 0, refunded: 0 });
    total.charged += amount;
    total.refunded += refunded;
  }
  return totals;
};

const metadataFilter = (query: Readonly<Record<string, string>>): ((charge: LedgerCharge) => boolean) => {
  const wanted = Object.entries(query);
  return (charge) => wanted.every(([key, value]) => charge.metadata[key] === value);
};

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0).toString()};`);

const rowOf = (charge: LedgerCharge): string => {
  const cells = [
    new Date(charge.created * 1_000).toISOString(),
    charge.paymentIntent,
    `${charge.amount.toString()} ${charge.currency}`,
    charge.refunded.toString(),
    Object.entries(charge.metadata)
      .map(([key, value]) => `${key}=${value}`)
      .join(' '),
  ];
  return `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`;
};

const page = ({ charges, totals }: LedgerView): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Payment provider simulator</title>
<style>body{font:14px system-ui;margin:2rem}td,th{padding:.25rem .75rem;text-align:left}tr:nth-child(even){background:#f4f4f4}</style>
</head><body><h1>Charges</h1>
<p>${escaped(JSON.stringify(totals))}, in minor units. The newest ${ROWS_MAX.toString()} of ${charges.length.toString()}.</p>
<table><tr><th>created<th>payment intent<th>amount<th>refunded<th>metadata</tr>
${charges.slice(-ROWS_MAX).reverse().map(rowOf).join('\n')}
</table></body></html>`;

/** All charges and refunds, for tests. `/ledger?order_id=…` filters by metadata. */
export const ledgerRoutes =
  ({ ledger }: Provider) =>
  (server: FastifyInstance): void => {
    server.get<{ Querystring: Record<string, string> }>('/ledger', async (request): Promise<LedgerView> => {
      const charges = chargesIn(ledger).filter(metadataFilter(request.query));
      await ledger.durable();
      return { charges, totals: totalsOf(charges) };
    });

    server.get('/', async (_request, reply) => {
      const charges = chargesIn(ledger);
      await ledger.durable();
      return reply.type('text/html').send(page({ charges, totals: totalsOf(charges) }));
    });
  };
