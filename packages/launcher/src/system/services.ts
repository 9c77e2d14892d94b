import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { urlWith } from '../postgres/schemas';
import type { Ports } from './ports';
import type { Secrets } from './secrets';
import { fetchToken } from './fetch-token';

/** What the processes need to find each other. */
export interface Setup {
  /** Of the repository. */
  readonly root: string;
  /** Of the data. */
  readonly folder: string;
  readonly ports: Ports;
  readonly secrets: Secrets;
  readonly postgresUrl: string;
  readonly natsUrl: string;
}

export const serviceNames = [
  'identity',
  'payment-provider',
  'mailbox',
  'orders',
  'inventory',
  'payments',
  'notifications',
  'gateway',
] as const;

export type ServiceName = (typeof serviceNames)[number];

type Env = Readonly<Record<string, string>>;

/** Services of one stage start together, when those of the stages before are ready. */
export type Stage = 'simulators' | 'subgraphs' | 'gateway';

export interface Service {
  readonly stage: Stage;
  /** In the repository. */
  readonly folder: string;
  /** Answers 200 when it can do its work. */
  readonly readinessPath: '/livez' | '/readyz';
  /** What a deployment has to set as well. */
  readonly env: (setup: Setup) => Env;
  /** What only makes development pleasant. */
  readonly comforts?: (setup: Setup) => Promise<Env>;
}

/** The database that holds a schema per subgraph. */
export const DATABASE = 'oms';
export const schemas = ['orders', 'inventory', 'payments', 'notifications'] as const;
export type Schema = (typeof schemas)[number];

const AUDIENCE = 'oms';
/** A week, for pages that stay open. */
const SANDBOX_TOKEN_QUERY = 'persona=customer&lifetimeS=604800';

export const localUrl = (port: number): string => `http://127.0.0.1:${port.toString()}`;

const firstOrderOf = (root: string): string => {
  const file = join(root, 'docs', 'first-order.graphql');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

const identityOf = ({ ports }: Setup) => ({
  JWKS_URL: `${localUrl(ports.identity)}/jwks`,
  TOKEN_ISSUER: localUrl(ports.identity),
  TOKEN_AUDIENCE: AUDIENCE,
});

const subgraph = (name: Schema, more: (setup: Setup) => Env = () => ({})): Service => ({
  stage: 'subgraphs',
  folder: `subgraphs/${name}`,
  readinessPath: '/readyz',
  env: (setup) => ({
    PORT: setup.ports[name].toString(),
    DATABASE_URL: urlWith(setup.postgresUrl, { database: DATABASE, role: name, password: setup.secrets[name] }),
    NATS_URL: setup.natsUrl,
    ...identityOf(setup),
    ...more(setup),
  }),
});

/** A simulator and its book. */
const simulator = (
  name: 'identity' | 'payment-provider' | 'mailbox',
  more: (setup: Setup) => Env = () => ({}),
): Service => ({
  stage: 'simulators',
  folder: `simulators/${name}`,
  readinessPath: '/livez',
  env: (setup) => ({ PORT: setup.ports[name].toString(), DATA_DIR: `${setup.folder}/${name}`, ...more(setup) }),
});

/** Every process that is ours, with its development settings. What a deployment must set, it reads off here. */
export const services: Readonly<Record<ServiceName, Service>> = {
  identity: simulator('identity', ({ ports }) => ({ ISSUER_URL: localUrl(ports.identity), AUDIENCE })),
  'payment-provider': simulator('payment-provider', ({ ports, secrets }) => ({
    API_KEY: secrets.providerApiKey,
    WEBHOOK_URL: `${localUrl(ports.payments)}/webhooks/payments`,
    WEBHOOK_SECRET: secrets.webhookSecret,
  })),
  mailbox: simulator('mailbox', ({ ports, secrets }) => ({
    SMTP_PORT: ports.smtp.toString(),
    API_KEY: secrets.smsApiKey,
  })),
  orders: subgraph('orders'),
  inventory: subgraph('inventory'),
  payments: subgraph('payments', ({ ports, secrets }) => ({
    PROVIDER_URL: localUrl(ports['payment-provider']),
    PROVIDER_API_KEY: secrets.providerApiKey,
    PROVIDER_WEBHOOK_SECRETS: secrets.webhookSecret,
  })),
  notifications: subgraph('notifications', ({ ports, secrets }) => ({
    SMTP_URL: `smtp://127.0.0.1:${ports.smtp.toString()}`,
    SMS_URL: `${localUrl(ports.mailbox)}/sms`,
    SMS_API_KEY: secrets.smsApiKey,
    MAIL_FROM: 'shop@example.com',
  })),
  gateway: {
    stage: 'gateway',
    folder: 'gateway',
    readinessPath: '/readyz',
    env: (setup) => ({
      PORT: setup.ports.gateway.toString(),
      SUPERGRAPH_FILE: join(setup.root, 'supergraph.graphql'),
      ...Object.fromEntries(
        schemas.map((name) => [`SUBGRAPH_${name.toUpperCase()}_URL`, `${localUrl(setup.ports[name])}/graphql`]),
      ),
      ...identityOf(setup),
      // For exploring the API; in production they are off by default.
      INTROSPECTION: 'on',
      PAGES: 'on',
    }),
    // The pages for people open with a token and an order to send.
    comforts: async (setup) => ({
      SANDBOX_TOKEN: await fetchToken(localUrl(setup.ports.identity), SANDBOX_TOKEN_QUERY),
      SANDBOX_OPERATION: firstOrderOf(setup.root),
    }),
  },
};
