import { join } from 'node:path';
import { newId, openDatabase, rowsOf } from '@oms/database';
import { freePort } from '@oms/launcher';
import { createLogger } from '@oms/telemetry';
import { isolatedNats, testProcess, testServers } from '@oms/testing';
import { confirmation } from '../application/testing/notification-repository-contract';
import type { NotificationChannel } from '../domain/notification/notification';
import { entities } from '../infrastructure/persistence/entities';
import { migrations } from '../infrastructure/persistence/migrations';
import { typeormNotificationRepository } from '../infrastructure/persistence/notification-repository';

const SMS_KEY = 'sms_test';
const root = join(__dirname, '..', '..', '..', '..');
const logger = createLogger({ name: 'notifications-test', level: 'silent' });

/** What the mailbox has received: one entry for each key of a sender, however often it was sent. */
export interface Received {
  readonly key: string;
  readonly deliveries: number;
}

export interface NotificationState {
  readonly id: string;
  readonly status: string;
  readonly attempts: number;
  /** When the worker's lease ends; null while no worker has the notification. */
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

/** Notifications as a process of its own, with a mailbox whose faults the test chooses. */
export const notificationsFixture = async () => {
  const [servers, nats, smtpPort] = [await testServers(['notifications']), await isolatedNats(), await freePort()];
  const database = await openDatabase(servers.schemas.notifications, { entities, migrations, logger });
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
    /** Queues a notification as the transaction of an event does. */
    queue: async (channel: NotificationChannel, recipient: string): Promise<void> => {
      const notification = { ...confirmation, eventId: newId(), channel, recipient };
      await database.transaction((tx) => typeormNotificationRepository(tx).add([notification]));
    },
    stateOf: async (recipient: string): Promise<NotificationState | undefined> =>
      (await rowsOf<NotificationState>(database.requests, selectState, [recipient]))[0],
    received: async (recipient: string): Promise<readonly Received[]> => {
      const response = await fetch(`${mailbox.url}/messages?to=${encodeURIComponent(recipient)}`);
      return ((await response.json()) as { messages: readonly Received[] }).messages;
    },
    /** The next message to this recipient gets no answer, or is delivered and its answer lost. */
    failNext: async (to: string, channel: NotificationChannel, kind: 'NO_ANSWER' | 'LOSES_ANSWER'): Promise<void> => {
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
