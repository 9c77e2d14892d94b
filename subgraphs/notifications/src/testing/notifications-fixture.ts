import { join } from 'node:path';
import { newId, openDatabase, rowsOf } from '@oms/database';
import { freePort } from '@oms/launcher';
import { createLogger } from '@oms/telemetry';
import { isolatedNats, testProcess, testServers } from '@oms/testing';
import { adasOrder } from '../application/testing/notifications-contract';
import type { Channel } from '../domain/recipient';
import { notificationTables } from '../infrastructure/persistence/notification-tables';
import { sqlOutgoing } from '../infrastructure/persistence/sql-outgoing';

const SMS_KEY = 'sms_test';
const root = join(__dirname, '..', '..', '..', '..');
const logger = createLogger({ name: 'notifications-test', level: 'silent' });

/** What the mailbox has in its book: one entry for each key of a sender, however often it came. */
export interface Received {
  readonly key: string;
  readonly deliveries: number;
}

export interface NotificationState {
  readonly id: string;
  readonly status: string;
  readonly attempts: number;
  /** When the worker's lease ends; null while nobody has the message. */
  readonly leasedUntil: string | null;
}

const selectState = `
select id, status, attempts, leased_until::text as "leasedUntil" from notifications where recipient = $1`;

const connectionsOf = (mailboxUrl: string, smtpPort: number) => ({
  SMTP_URL: `smtp://127.0.0.1:${smtpPort.toString()}`,
  MAIL_FROM: 'Shop <shop@example.com>',
  SMS_URL: `${mailboxUrl}/sms`,
  SMS_API_KEY: SMS_KEY,
  JWKS_URL: 'http://127.0.0.1:1/jwks',
  TOKEN_ISSUER: 'nobody',
  TOKEN_AUDIENCE: 'oms',
});

/** Notifications as a process of its own, with a mailbox that is told how to misbehave. */
export const runningNotifications = async () => {
  const [servers, nats, smtpPort] = [await testServers(['notifications']), await isolatedNats(), await freePort()];
  const database = await openDatabase(servers.schemas.notifications, { ...notificationTables, logger });
  const mailbox = await testProcess({
    main: join(root, 'simulators/mailbox/dist/main.js'),
    env: { SMTP_PORT: smtpPort.toString(), API_KEY: SMS_KEY },
  });
  const notifications = await testProcess({
    main: join(root, 'subgraphs/notifications/dist/main.js'),
    env: {
      DATABASE_URL: servers.schemas.notifications.url,
      NATS_URL: nats.url,
      ...connectionsOf(mailbox.url, smtpPort),
    },
  });

  return {
    process: notifications,
    /** Queues a message as the transaction of an event does. */
    queue: async (channel: Channel, recipient: string): Promise<void> => {
      const message = { eventId: newId(), order: adasOrder, kind: 'ORDER_CONFIRMED', channel, recipient } as const;
      await database.transaction((tx) =>
        sqlOutgoing(tx, (correlationId) => ({ correlationId })).queue([{ ...message, subject: 'News', body: 'Paid.' }]),
      );
    },
    stateOf: async (recipient: string): Promise<NotificationState | undefined> =>
      (await rowsOf<NotificationState>(database.requests, selectState, [recipient]))[0],
    received: async (recipient: string): Promise<readonly Received[]> => {
      const response = await fetch(`${mailbox.url}/messages?to=${encodeURIComponent(recipient)}`);
      return ((await response.json()) as { messages: readonly Received[] }).messages;
    },
    misbehave: async (to: string, channel: Channel, kind: 'NO_ANSWER' | 'LOSES_ANSWER'): Promise<void> => {
      await fetch(`${mailbox.url}/refusals`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ to, channel, kind, times: 1 }),
      });
    },
    close: async () => {
      await notifications.remove();
      await mailbox.remove();
      await database.close();
      await nats.remove();
      await servers.drop();
    },
  };
};
