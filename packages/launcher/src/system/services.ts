import { urlWith } from '../postgres/schemas';
import type { Ports } from './ports';
import type { Secrets } from './secrets';

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

/** Services of one stage start together, when those of the stages before are ready. */
export type Stage = 'simulators' | 'subgraphs' | 'gateway';

export interface Service {
  readonly stage: Stage;
  /** In the repository. */
  readonly folder: string;
  /** Answers 200 when it can do its work. */
  readonly readinessPath: '/livez' | '/readyz';
  readonly env: (setup: Setup) => Readonly<Record<string, string>>;
}

/** The database that holds a schema per subgraph. */
export const DATABASE = 'oms';
export const schemas = ['orders', 'inventory', 'payments', 'notifications'] as const;
export type Schema = (typeof schemas)[number];

const AUDIENCE = 'oms';

export const localUrl = (port: number): string => `http://127.0.0.1:${port.toString()}`;

const identityOf = ({ ports }: Setup) => ({
  JWKS_URL: `${localUrl(ports.identity)}/jwks`,
  TOKEN_ISSUER: localUrl(ports.identity),
  TOKEN_AUDIENCE: AUDIENCE,
});

const subgraph = (name: Schema, more: Service['env'] = () => ({})): Service => ({
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
const simulator = (name: 'identity' | 'payment-provider' | 'mailbox', more: Service['env'] = () => ({})): Service => ({
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
      SUPERGRAPH_FILE: `${setup.root}/supergraph.graphql`,
      ...Object.fromEntries(
        schemas.map((name) => [`SUBGRAPH_${name.toUpperCase()}_URL`, `${localUrl(setup.ports[name])}/graphql`]),
      ),
      ...identityOf(setup),
    }),
  },
};
