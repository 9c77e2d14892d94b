import { addProductDocument, stockDocument, type StockSeen } from './documents';
import { gatewayClient } from './gateway-client';
import { person, type Person } from './person';
import { mailbox, type Mailbox } from './mailbox';
import { providerBooks, type ProviderBooks } from './provider-books';

/** Where a running system can be reached; plain data, so that Jest's workers can share one system. */
export interface Addresses {
  readonly gateway: string;
  readonly provider: { readonly url: string; readonly apiKey: string };
  readonly mailbox: string;
  readonly nats: string;
  /** The superuser's, for looking into the books. */
  readonly database: string;
  /** Where every process writes its log. */
  readonly logFolder: string;
  readonly tokens: Readonly<Record<'customer' | 'other-customer' | 'operator', string>>;
}

/** A running system as its people see it. */
export interface Shop {
  readonly ada: Person;
  readonly grace: Person;
  readonly olga: Person;
  readonly anonymous: Person;
  readonly provider: ProviderBooks;
  readonly mailbox: Mailbox;
  /** A product of this test's own, so that tests can share a system. */
  stocks(sku: string, onHand: number, unitPrice?: string): Promise<string>;
  stockOf(sku: string): Promise<StockSeen>;
}

export const shopAt = (addresses: Addresses): Shop => {
  const somebody = (token?: string): Person => person(gatewayClient(addresses.gateway, token));
  const olga = somebody(addresses.tokens.operator);

  const stocks = async (sku: string, onHand: number, unitPrice = '12.50'): Promise<string> => {
    await olga.client.ask(addProductDocument, {
      input: { sku, name: `The product ${sku}`, unitPrice: { amount: unitPrice, currencyCode: 'USD' }, onHand },
    });
    return sku;
  };

  return {
    olga,
    ada: somebody(addresses.tokens.customer),
    grace: somebody(addresses.tokens['other-customer']),
    anonymous: somebody(),
    provider: providerBooks(addresses.provider),
    mailbox: mailbox(addresses.mailbox),
    stocks,
    stockOf: async (sku) =>
      (await olga.client.ask<{ product: { stock: StockSeen } }>(stockDocument, { sku })).product.stock,
  };
};
