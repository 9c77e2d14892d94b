import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Id } from '@oms/kernel';
import { subgraphSchema, type RequestContext } from '@oms/subgraph-kit';
import { createLogger } from '@oms/telemetry';
import { graphql } from 'graphql';
import { resolvers } from '.';
import { notificationsApplication } from '../../application';
import { inMemoryNotificationRepository } from '../../application/testing/in-memory-notification-repository';
import { adasOrder, confirmation } from '../../application/testing/notification-repository-contract';
import { apiContext } from '../context';

const schema = subgraphSchema({
  typeDefs: readFileSync(join(__dirname, '..', '..', '..', 'schema.graphql'), 'utf8'),
  resolvers,
});
const logger = createLogger({ name: 'notifications-test', level: 'silent' });

const requestOf = (id: string | undefined, scopes: readonly string[] = []): RequestContext => ({
  actor: id === undefined ? undefined : { id, scopes: new Set(scopes), expiresAt: Infinity, token: 'token' },
  correlationId: 'test',
  traceparent: undefined,
  logger,
});

const anonymous = requestOf(undefined);
const ada = requestOf('ada');
const grace = requestOf('grace');
const omar = requestOf('omar', ['notifications:manage']);

const gracesOrder = '0192f0c1-7a10-7000-8000-00000000bead' as Id<'Order'>;

/** The API over in-memory ports: two notifications of Ada's order, by mail and by text message, and one of Grace's. */
const notificationsApi = async () => {
  const { views, notifications } = inMemoryNotificationRepository();
  await notifications.add([
    confirmation,
    { ...confirmation, channel: 'SMS', subject: null },
    { ...confirmation, orderId: gracesOrder, customerId: 'grace', eventId: 'e2', kind: 'REFUND_ISSUED' },
  ]);
  const send = () => Promise.reject(new Error('Nothing is sent.'));
  const policy = { attemptsMax: 1, backoffMs: 1, backoffMaxMs: 1 };
  const contextOf = apiContext(
    notificationsApplication({
      views,
      channels: { EMAIL: { send }, SMS: { send } },
      retries: { policy, backoff: () => 1 },
    }),
  );
  return async (source: string, request: RequestContext, variableValues: Record<string, unknown> = {}) => {
    const { data, errors } = await graphql({ schema, source, variableValues, contextValue: contextOf(request) });
    return errors?.map(({ extensions }) => extensions['code']) ?? data;
  };
};

const idOf = (index: number): string => `0192f0c1-7a10-7000-8000-${index.toString().padStart(12, '0')}`;

describe('a notification', () => {
  const byId = `query ($id: ID!) {
    notification(id: $id) { id order { id } channel type recipient subject body status error attempts createdAt sentAt }
  }`;

  it('is shown to its customer', async () => {
    const query = await notificationsApi();
    expect(await query(byId, ada, { id: idOf(1) })).toEqual({
      notification: {
        id: idOf(1),
        order: { id: adasOrder.orderId },
        channel: 'EMAIL',
        type: 'ORDER_CONFIRMED',
        recipient: 'ada@example.com',
        subject: confirmation.subject,
        body: confirmation.body,
        status: 'QUEUED',
        error: null,
        attempts: 0,
        createdAt: '1970-01-01T00:00:00.000Z',
        sentAt: null,
      },
    });
  });

  it('is null for other customers, like one that does not exist', async () => {
    const query = await notificationsApi();
    const none = { notification: null };
    expect(await query(byId, grace, { id: idOf(1) })).toEqual(none);
    expect(await query(byId, ada, { id: idOf(99) })).toEqual(none);
    expect(await query(byId, ada, { id: 'no id' })).toEqual(none);
    expect(await query(byId, anonymous, { id: idOf(1) })).toEqual(['UNAUTHENTICATED']);
  });

  it('and those of an order are entities', async () => {
    const query = await notificationsApi();
    const entities = `query ($of: [_Any!]!) {
      _entities(representations: $of) { ... on Notification { channel } ... on Order { notifications { channel } } }
    }`;
    const orderOf = (id: string) => ({ __typename: 'Order', id });
    const of = [{ __typename: 'Notification', id: idOf(2) }, ...[adasOrder.orderId, gracesOrder, 'no id'].map(orderOf)];
    const both = [{ channel: 'EMAIL' }, { channel: 'SMS' }];
    expect(await query(entities, ada, { of })).toEqual({
      _entities: [{ channel: 'SMS' }, { notifications: both }, { notifications: [] }, { notifications: [] }],
    });
  });
});

describe('the list of notifications', () => {
  const list = `query ($first: Int, $after: String, $filter: NotificationFilter) {
    notifications(first: $first, after: $after, filter: $filter) { nodes { id } pageInfo { hasNextPage endCursor } }
  }`;

  it('is shown to those who manage notifications, newest first, page by page', async () => {
    const query = await notificationsApi();
    const page = (ids: readonly string[], hasNextPage: boolean) => ({
      notifications: { nodes: ids.map((id) => ({ id })), pageInfo: { hasNextPage, endCursor: ids.at(-1) } },
    });
    expect(await query(list, omar, { first: 2 })).toEqual(page([idOf(3), idOf(2)], true));
    expect(await query(list, omar, { first: 2, after: idOf(2) })).toEqual(page([idOf(1)], false));
    expect(await query(list, ada)).toEqual(['FORBIDDEN']);
    expect(await query(list, omar, { first: 101 })).toEqual(['BAD_USER_INPUT']);
  });

  it.each([
    [{ type: 'REFUND_ISSUED' }, [3]],
    [{ channel: 'SMS' }, [2]],
    [{ status: ['QUEUED'] }, [3, 2, 1]],
    [{ status: ['SENT', 'FAILED'] }, []],
    [{ orderId: adasOrder.orderId.toUpperCase(), channel: 'EMAIL', type: null }, [1]],
    [{ orderId: 'no id' }, []],
  ])('is filtered by %j', async (filter, indexes) => {
    const query = await notificationsApi();
    expect(await query(list, omar, { filter })).toMatchObject({
      notifications: { nodes: indexes.map((index) => ({ id: idOf(index) })) },
    });
  });
});
