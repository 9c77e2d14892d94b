import { join } from 'node:path';
import type { Envelope } from '@oms/contracts';
import { fetchToken, freePort } from '@oms/launcher';
import { type Broker, connectBroker } from '@oms/messaging';
import { createLogger } from '@oms/telemetry';
import {
  isolatedNats,
  testProcess,
  testServers,
  type IsolatedNats,
  type TestDatabase,
  type TestProcess,
} from '@oms/testing';
import { OrderEvents, type OrderForTest } from './order-events';

const API_KEY = 'sk_test_payments';
const SECRETS = ['whsec_old', 'whsec_live'] as const;
const PROVIDER_TIMEOUT_MS = 400;
const root = join(__dirname, '..', '..', '..', '..');
const decoder = new TextDecoder();

export interface LedgerCharge {
  readonly paymentIntent: string;
  readonly amount: number;
  readonly refunded: number;
}

interface FixtureRequest {
  readonly persona: string;
  readonly query: string;
  readonly variables: object;
  readonly headers: Readonly<Record<string, string>>;
}

interface GraphqlResponse {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

export interface RunningOptions {
  /** Default: a new one on the test servers. It is dropped at the end. */
  readonly database?: TestDatabase<'payments'>;
  /** Over the settings of the process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Payments as a process, with a provider, an identity provider and servers of its own; the spec publishes the events of orders. */
export class PaymentsFixture {
  readonly #database: TestDatabase<'payments'>;
  readonly nats: IsolatedNats;
  readonly #broker: Broker;
  readonly orders: OrderEvents;
  readonly #identity: TestProcess;
  readonly provider: TestProcess;
  readonly process: TestProcess;
  readonly #published: Envelope[] = [];
  readonly #tokens = new Map<string, Promise<string>>();

  private constructor(parts: {
    database: TestDatabase<'payments'>;
    nats: IsolatedNats;
    broker: Broker;
    orders: OrderEvents;
    identity: TestProcess;
    provider: TestProcess;
    process: TestProcess;
  }) {
    this.#database = parts.database;
    this.nats = parts.nats;
    this.#broker = parts.broker;
    this.orders = parts.orders;
    this.#identity = parts.identity;
    this.provider = parts.provider;
    this.process = parts.process;
    parts.broker.nc.subscribe('oms.payments.>', {
      callback: (_error, message) => {
        this.#published.push(JSON.parse(decoder.decode(message.data)) as Envelope);
      },
    });
  }

  static async open({ database: given, env = {} }: RunningOptions = {}): Promise<PaymentsFixture> {
    const database = given ?? (await testServers(['payments']));
    const [nats, port] = [await isolatedNats(), await freePort()];
    const logger = createLogger({ name: 'payments-test', level: 'silent' });
    const broker = await connectBroker({ url: nats.url, name: 'payments-test', logger });
    const orders = await OrderEvents.open(broker);
    const identity = await testProcess({ main: join(root, 'simulators/identity/dist/main.js') });
    const provider = await testProcess({
      main: join(root, 'simulators/payment-provider/dist/main.js'),
      env: {
        API_KEY,
        WEBHOOK_URL: `http://127.0.0.1:${port.toString()}/webhooks/payments`,
        WEBHOOK_SECRET: SECRETS[1],
      },
    });
    const process = await testProcess({
      main: join(root, 'subgraphs/payments/dist/main.js'),
      port,
      env: {
        DATABASE_URL: database.schemas.payments.url,
        NATS_URL: nats.url,
        JWKS_URL: `${identity.url}/jwks`,
        TOKEN_ISSUER: identity.url,
        TOKEN_AUDIENCE: 'oms',
        PROVIDER_URL: provider.url,
        PROVIDER_API_KEY: API_KEY,
        PROVIDER_WEBHOOK_SECRETS: SECRETS.join(','),
        PROVIDER_TIMEOUT_MS: PROVIDER_TIMEOUT_MS.toString(),
        ...env,
      },
    });
    return new PaymentsFixture({ database, nats, broker, orders, identity, provider, process });
  }

  async close(): Promise<void> {
    await this.process.remove();
    await this.provider.remove();
    await this.#identity.remove();
    await this.#broker.drain();
    await this.nats.remove();
    await this.#database.drop();
  }

  /** An order and its payment, requested with this method. */
  async paidWith(token: string): Promise<OrderForTest> {
    const order = await this.orders.created();
    await this.orders.paymentRequested(order, token);
    return order;
  }

  /** The events about the order that payments has published so far, each once, in their order. */
  published({ orderId }: OrderForTest): readonly Envelope[] {
    const byId = new Map(
      this.#published.filter(({ orderid }) => orderid === orderId).map((event) => [event.id, event]),
    );
    return [...byId.values()].sort((left, right) => left.sequence - right.sequence);
  }

  publishedTypes(order: OrderForTest): readonly string[] {
    return this.published(order).map(({ type }) => type);
  }

  /** What the provider has charged and refunded for the order, in its own books. */
  async ledger({ orderId }: OrderForTest): Promise<readonly LedgerCharge[]> {
    const response = await this.callProvider('GET', `/ledger?order_id=${orderId}`);
    return ((await response.json()) as { charges: LedgerCharge[] }).charges;
  }

  callProvider(method: string, path: string, body?: object): Promise<Response> {
    return fetch(new URL(path, this.provider.url), {
      method,
      headers: { authorization: `Bearer ${API_KEY}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  /** A metric's value, such as `name{label="value"}`; 0 while there is none. */
  async metric(name: string, label: string): Promise<number> {
    const text = await (await fetch(new URL('/metrics', this.process.url))).text();
    const line = text.split('\n').find((each) => each.startsWith(`${name}{`) && each.includes(`="${label}"`));
    return Number(line?.split(' ').at(-1) ?? 0);
  }

  /** How many rows of its schema a statement gives. */
  rowCount(text: string, values: readonly unknown[]): Promise<number> {
    return this.#database.rowCount(text, values);
  }

  /** Sends GraphQL to the subgraph, as the persona. */
  request(persona: string, query: string, variables: object = {}): Promise<GraphqlResponse> {
    return this.send({ persona, query, variables, headers: {} });
  }

  /** The same, with further headers. */
  async send({ persona, query, variables, headers }: FixtureRequest): Promise<GraphqlResponse> {
    const token = await this.#tokenOf(persona);
    const response = await fetch(new URL('/graphql', this.process.url), {
      method: 'POST',
      headers: { ...headers, authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as GraphqlResponse;
  }

  /** Fetched once, so that requests sent together arrive together. */
  #tokenOf(persona: string): Promise<string> {
    const token = this.#tokens.get(persona) ?? fetchToken(this.#identity.url, `persona=${persona}`);
    this.#tokens.set(persona, token);
    return token;
  }

  async payment(order: OrderForTest, persona = 'customer'): Promise<unknown> {
    const query = `query ($orders: [_Any!]!) {
      _entities(representations: $orders) { ... on Order { payment { id status method provider failure { code }
        amount { amount currencyCode } refundedAmount { amount } attempts { outcome } refunds { status amount { amount } } } } }
    }`;
    const { data, errors } = await this.request(persona, query, {
      orders: [{ __typename: 'Order', id: order.orderId }],
    });
    if (errors !== undefined) throw new Error(errors[0]?.message);
    const [entity] = data?.['_entities'] as { payment: unknown }[];
    return entity?.payment;
  }
}
