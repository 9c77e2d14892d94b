import { join } from 'node:path';
import { orderCancelled, orderCreated, paymentRequested, type Envelope, type EventContract } from '@oms/contracts';
import { newId } from '@oms/database';
import { fetchToken, freePort } from '@oms/launcher';
import { type Broker, connectBroker } from '@oms/messaging';
import { envelopeOf, playedLog, type PlayedLog } from '@oms/messaging/testing';
import { createLogger } from '@oms/telemetry';
import {
  isolatedNats,
  testProcess,
  testServers,
  type IsolatedNats,
  type TestDatabase,
  type TestProcess,
} from '@oms/testing';

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

export interface OrderForTest {
  readonly orderId: string;
  readonly customerId: string;
  readonly amountMinor: string;
}

interface AskedOfPayments {
  readonly persona: string;
  readonly query: string;
  readonly variables: object;
  readonly headers: Readonly<Record<string, string>>;
}

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

export interface RunningOptions {
  /** Default: a fresh one on the test servers. It is dropped in the end. */
  readonly database?: TestDatabase<'payments'>;
  /** Over the settings of the process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Payments as a process, with a provider, an identity and servers of its own; the spec plays the orders context. */
export class PaymentsFixture {
  readonly #database: TestDatabase<'payments'>;
  readonly nats: IsolatedNats;
  readonly #broker: Broker;
  readonly #orders: PlayedLog;
  readonly #identity: TestProcess;
  readonly provider: TestProcess;
  readonly process: TestProcess;
  readonly #published: Envelope[] = [];
  readonly #tokens = new Map<string, Promise<string>>();
  readonly #sequences = new Map<string, number>();

  private constructor(parts: {
    database: TestDatabase<'payments'>;
    nats: IsolatedNats;
    broker: Broker;
    orders: PlayedLog;
    identity: TestProcess;
    provider: TestProcess;
    process: TestProcess;
  }) {
    this.#database = parts.database;
    this.nats = parts.nats;
    this.#broker = parts.broker;
    this.#orders = parts.orders;
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
    const orders = await playedLog(broker, 'orders');
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

  /** Publishes as orders would. */
  async say<Data>(contract: EventContract<Data>, orderId: string, data: Data): Promise<Envelope<Data>> {
    const sequence = (this.#sequences.get(orderId) ?? 0) + 1;
    this.#sequences.set(orderId, sequence);
    const correlationId = `correlation-${orderId}`;
    const event = envelopeOf(contract, { orderId, sequence, correlationId, data: contract.data.parse(data) });
    await this.sayAgain(event);
    return event;
  }

  async sayAgain(event: Envelope): Promise<void> {
    await this.#orders.publish([event]);
  }

  async orderCreated({
    paymentMethodGiven = true,
    customerId = 'ada',
    amountMinor = '2500',
  } = {}): Promise<OrderForTest> {
    const order = { orderId: newId(), customerId, amountMinor };
    const money = { amountMinor: order.amountMinor, currency: 'USD' };
    await this.say(orderCreated, order.orderId, {
      orderId: order.orderId,
      number: 'A-1',
      customerId,
      source: 'API',
      lines: [{ sku: 'tea', name: 'Tea', quantity: 1, unitPrice: money }],
      total: money,
      contact: { email: null, phone: null },
      shippingAddress: {
        name: 'Ada',
        line1: 'Main Street 1',
        line2: null,
        city: 'London',
        region: null,
        postalCode: 'N1',
        countryCode: 'GB',
      },
      paymentMethodGiven,
    });
    return order;
  }

  paymentRequested(order: OrderForTest, token: string | null, attempt = 1): Promise<Envelope> {
    const { orderId, customerId, amountMinor } = order;
    const method = token === null ? null : ({ type: 'CARD', token } as const);
    const amount = { amountMinor, currency: 'USD' };
    return this.say(paymentRequested, orderId, { orderId, customerId, amount, attempt, method });
  }

  orderCancelled({ orderId, customerId }: OrderForTest): Promise<Envelope> {
    const data = { orderId, customerId, number: 'A-1', from: 'PENDING', reason: null } as const;
    return this.say(orderCancelled, orderId, data);
  }

  /** An order and its payment, requested with this method. */
  async paidWith(token: string): Promise<OrderForTest> {
    const order = await this.orderCreated();
    await this.paymentRequested(order, token);
    return order;
  }

  /** What payments has said about the order so far, each event once, in its order. */
  said({ orderId }: OrderForTest): readonly Envelope[] {
    const byId = new Map(
      this.#published.filter(({ orderid }) => orderid === orderId).map((event) => [event.id, event]),
    );
    return [...byId.values()].sort((left, right) => left.sequence - right.sequence);
  }

  typesSaid(order: OrderForTest): readonly string[] {
    return this.said(order).map(({ type }) => type);
  }

  /** What the provider really charged and gave back for the order. */
  async ledger({ orderId }: OrderForTest): Promise<readonly LedgerCharge[]> {
    const response = await this.askProvider('GET', `/ledger?order_id=${orderId}`);
    return ((await response.json()) as { charges: LedgerCharge[] }).charges;
  }

  askProvider(method: string, path: string, body?: object): Promise<Response> {
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

  /** GraphQL at the subgraph itself, as the persona. */
  ask(persona: string, query: string, variables: object = {}): Promise<Answer> {
    return this.send({ persona, query, variables, headers: {} });
  }

  /** The same, with headers of the caller's own. */
  async send({ persona, query, variables, headers }: AskedOfPayments): Promise<Answer> {
    const token = await this.#tokenOf(persona);
    const response = await fetch(new URL('/graphql', this.process.url), {
      method: 'POST',
      headers: { ...headers, authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
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
    const { data, errors } = await this.ask(persona, query, { orders: [{ __typename: 'Order', id: order.orderId }] });
    if (errors !== undefined) throw new Error(errors[0]?.message);
    const [entity] = data?.['_entities'] as { payment: unknown }[];
    return entity?.payment;
  }
}
