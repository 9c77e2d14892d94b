import { addProductDocument, stockDocument, type StockView } from './documents';
import { gatewayClient } from './gateway-client';
import { mailbox, type Mailbox } from './mailbox';
import { providerLedger, type ProviderLedger } from './provider-ledger';
import { testUser, type TestUser } from './test-user';

/** The addresses of a running system; plain data, so that Jest's workers can share one system. */
export interface Addresses {
  readonly gateway: string;
  readonly provider: { readonly url: string; readonly apiKey: string };
  readonly mailbox: string;
  readonly nats: string;
  /** With the superuser's credentials, to read the tables of every context. */
  readonly database: string;
  /** The folder that holds the log of every process. */
  readonly logFolder: string;
  readonly tokens: Readonly<Record<'customer' | 'other-customer' | 'operator', string>>;
}

/** The clients of a running system: its users, the payment provider's ledger and the mailbox. */
export interface TestFixture {
  readonly customer: TestUser;
  readonly otherCustomer: TestUser;
  readonly operator: TestUser;
  readonly anonymous: TestUser;
  readonly provider: ProviderLedger;
  readonly mailbox: Mailbox;
  /** Adds a product and returns its SKU. Each test adds its own, so that tests can share a system. */
  addProduct(sku: string, onHand: number, unitPrice?: string): Promise<string>;
  getStock(sku: string): Promise<StockView>;
}

export const fixtureAt = (addresses: Addresses): TestFixture => {
  const userWith = (token?: string): TestUser => testUser(gatewayClient(addresses.gateway, token));
  const operator = userWith(addresses.tokens.operator);

  const addProduct = async (sku: string, onHand: number, unitPrice = '12.50'): Promise<string> => {
    await operator.client.request(addProductDocument, {
      input: { sku, name: `The product ${sku}`, unitPrice: { amount: unitPrice, currencyCode: 'USD' }, onHand },
    });
    return sku;
  };

  return {
    operator,
    customer: userWith(addresses.tokens.customer),
    otherCustomer: userWith(addresses.tokens['other-customer']),
    anonymous: userWith(),
    provider: providerLedger(addresses.provider),
    mailbox: mailbox(addresses.mailbox),
    addProduct,
    getStock: async (sku) =>
      (await operator.client.request<{ product: { stock: StockView } }>(stockDocument, { sku })).product.stock,
  };
};
