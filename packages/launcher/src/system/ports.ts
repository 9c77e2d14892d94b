import { freePort } from '../ports';

export const portNames = [
  'gateway',
  'orders',
  'inventory',
  'payments',
  'notifications',
  'payment-provider',
  'identity',
  'mailbox',
  'smtp',
  'postgres',
  'nats',
  'nats-monitoring',
] as const;

export type PortName = (typeof portNames)[number];
export type Ports = Readonly<Record<PortName, number>>;

/** Those of `npm start`; supergraph.graphql and the documents name them. */
export const developmentPorts: Ports = {
  gateway: 4000,
  orders: 4001,
  inventory: 4002,
  payments: 4003,
  notifications: 4004,
  'payment-provider': 4010,
  identity: 4020,
  mailbox: 4025,
  smtp: 4026,
  postgres: 15_432,
  nats: 14_222,
  'nats-monitoring': 18_222,
};

/** A set that nobody uses, so that systems can run side by side. */
export const freePorts = async (): Promise<Ports> => {
  const ports: Record<PortName, number> = { ...developmentPorts };
  for (const name of portNames) ports[name] = await freePort();
  return ports;
};
