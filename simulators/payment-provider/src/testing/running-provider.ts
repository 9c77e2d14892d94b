import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { openPaymentProvider, type PaymentProvider } from '../payment-provider';
import { openWebhookEndpoint, type WebhookEndpoint } from './webhook-endpoint';

const API_KEY = 'sk_test_simulator';
const SECRET = 'whsec_simulator';
const CLIENT_TIMEOUT_MS = 150;

/** The simulator and its official client, for one test. */
export class RunningProvider {
  readonly #dataDir: string;
  #endpoint: WebhookEndpoint;
  #provider!: PaymentProvider;
  address!: string;
  stripe!: Stripe;

  private constructor(dataDir: string, endpoint: WebhookEndpoint) {
    this.#dataDir = dataDir;
    this.#endpoint = endpoint;
  }

  static async open(): Promise<RunningProvider> {
    const dataDir = await mkdtemp(join(tmpdir(), 'payment-provider-'));
    const running = new RunningProvider(dataDir, await openWebhookEndpoint());
    await running.#start();
    return running;
  }

  async #start(): Promise<void> {
    this.#provider = await openPaymentProvider({
      host: '127.0.0.1',
      port: 0,
      dataDir: this.#dataDir,
      apiKey: API_KEY,
      webhook: { url: this.#endpoint.url, secret: SECRET },
      logLevel: 'silent',
    });
    this.address = await this.#provider.start();
    this.stripe = this.clientWith(API_KEY);
  }

  async restart(): Promise<void> {
    await this.#provider.stop();
    await this.#start();
  }

  /** From now on webhooks are sent to an endpoint that responds with these statuses first. */
  async restartWithEndpoint(...statuses: number[]): Promise<void> {
    await this.#provider.stop();
    await this.#endpoint.close();
    this.#endpoint = await openWebhookEndpoint(...statuses);
    await this.#start();
  }

  async close(): Promise<void> {
    await this.#provider.stop();
    await this.#endpoint.close();
    await rm(this.#dataDir, { recursive: true });
  }

  clientWith(apiKey: string): Stripe {
    return new Stripe(apiKey, {
      host: '127.0.0.1',
      port: new URL(this.address).port,
      protocol: 'http',
      maxNetworkRetries: 0,
      timeout: CLIENT_TIMEOUT_MS,
    });
  }

  /** Without the SDK, for the endpoints that are not Stripe's. */
  fetch(method: string, path: string, body?: object): Promise<Response> {
    return fetch(new URL(path, this.address), {
      method,
      headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** Without the SDK, which retries a reset connection with the same key by itself. */
  createPlainly(method: string): Promise<Response> {
    const intent = { amount: '2500', currency: 'usd', confirm: 'true', payment_method: method };
    return fetch(new URL('/v1/payment_intents', this.address), {
      method: 'POST',
      headers: { authorization: `Bearer ${API_KEY}` },
      body: new URLSearchParams({ ...intent, 'metadata[order_id]': 'order-1' }),
    });
  }

  async searchFor(orderId: string): Promise<readonly Stripe.PaymentIntent[]> {
    const { data } = await this.stripe.paymentIntents.search({ query: `metadata['order_id']:'${orderId}'` });
    return data;
  }

  /** The next webhook, if its signature is right. */
  async nextEvent(): Promise<Stripe.Event> {
    const { body, signature } = await this.#endpoint.next();
    return this.stripe.webhooks.constructEvent(body, signature, SECRET);
  }
}

export const payFor = (orderId: string, method = 'pm_card_visa', amount = 2_500): Stripe.PaymentIntentCreateParams => ({
  amount,
  currency: 'usd',
  confirm: true,
  payment_method: method,
  metadata: { order_id: orderId },
});
