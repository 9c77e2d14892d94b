import { GraphQLError, type ExecutionArgs, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { CloseCode, type Context, type ServerOptions, type SubscribePayload } from 'graphql-ws';
import type { Extra } from 'graphql-ws/use/ws';
import type { VerifiedActor } from '@oms/auth';
import type { Logger, Metrics } from '@oms/telemetry';
import type { RequestContext } from '../request-context';
import { headerOf } from './graphql-http';
import { asGraphQLError, isFault, maskError, withCorrelationId } from './masking';
import type { OperationLog } from './operation-log';
import type { Request, Requests } from './requests';
import { prepareSubscription, subscribeWith } from './subscriptions';

const INIT_WAIT_MS = 3_000;

/** The gateway carries all subscriptions of one identity over one socket. */
const SUBSCRIPTIONS_PER_SOCKET_MAX = 20_000;

/** The longest delay of a timer in Node. */
const TIMER_MS_MAX = 2 ** 31 - 1;
const TRY_AGAIN_LATER = 1013;

export interface SocketProtocolOptions<C> {
  readonly schema: GraphQLSchema;
  readonly requests: Requests<C>;
  readonly log: OperationLog;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

interface Subscription<C> extends Request<C> {
  readonly operation: OperationDefinitionNode;
  readonly errors: unknown[];
}

/** A socket whose first message was accepted. */
interface Session<C> {
  readonly actor: VerifiedActor | undefined;
  readonly subscriptions: Map<string, Subscription<C>>;
  expiry: NodeJS.Timeout | undefined;
}

type Parameters = Record<string, unknown>;
type Socket<C> = Context<Parameters, Extra & Partial<{ session: Session<C> }>>;
type Protocol<C> = ServerOptions<Parameters, Extra & Partial<{ session: Session<C> }>>;

const textOf = (record: Readonly<Record<string, unknown>> | null | undefined, name: string): string | undefined => {
  const value = record?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** The token of the first message; that of the upgrade's header when the message has none. */
const credentialOf = <C>({ connectionParams, extra }: Socket<C>, name: string): string | undefined =>
  textOf(connectionParams, name) ?? headerOf(extra.request, name);

/** Ends the socket when its token does; tokens may live longer than a timer can wait. */
const endAtExpiry = <C>(session: Session<C>, close: () => void): void => {
  if (session.actor === undefined) return;
  const leftMs = session.actor.expiresAt - Date.now();
  if (leftMs <= 0) {
    close();
    return;
  }
  session.expiry = setTimeout(
    () => {
      endAtExpiry(session, close);
    },
    Math.min(leftMs, TIMER_MS_MAX),
  );
};

const connectTo =
  <C extends RequestContext>({ requests, logger }: SocketProtocolOptions<C>) =>
  async (socket: Socket<C>): Promise<boolean> => {
    const webSocket = socket.extra.socket;
    try {
      const actor = await requests.actorOf(credentialOf(socket, 'authorization'));
      // The socket may have closed while its token was checked; the timer would never be cleared then.
      if (webSocket.readyState !== webSocket.OPEN) return false;
      const session: Session<C> = { actor, subscriptions: new Map(), expiry: undefined };
      socket.extra.session = session;
      endAtExpiry(session, () => {
        webSocket.close(CloseCode.Forbidden, 'The token has expired');
      });
      return true;
    } catch (err) {
      logger.warn({ err }, 'socket refused');
      const unavailable = err instanceof GraphQLError && err.extensions['code'] === 'SERVICE_UNAVAILABLE';
      if (unavailable || isFault(err)) webSocket.close(TRY_AGAIN_LATER, 'Try again later');
      return false;
    }
  };

const openOn =
  <C extends RequestContext>({ schema, requests, logger }: SocketProtocolOptions<C>) =>
  (socket: Socket<C>, id: string, payload: SubscribePayload): ExecutionArgs | readonly GraphQLError[] => {
    const { session } = socket.extra;
    if (session === undefined) return [new GraphQLError('The socket has no session.')];
    if (session.subscriptions.size >= SUBSCRIPTIONS_PER_SOCKET_MAX) {
      const max = SUBSCRIPTIONS_PER_SOCKET_MAX.toString();
      return [
        new GraphQLError(`A socket carries at most ${max} subscriptions.`, {
          extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' },
        }),
      ];
    }
    const prepared = prepareSubscription(schema, payload);
    if (!('document' in prepared)) return prepared;
    const { document, operation } = prepared;
    const correlationId = textOf(payload.extensions, 'x-correlation-id') ?? credentialOf(socket, 'x-correlation-id');
    const traceparent = textOf(payload.extensions, 'traceparent') ?? credentialOf(socket, 'traceparent');
    let request: Request<C>;
    try {
      request = requests.begin(session.actor, { correlationId, traceparent, idempotencyKey: undefined });
    } catch (err) {
      logger.warn({ err, correlationId }, 'subscription refused');
      return [asGraphQLError(err)];
    }
    session.subscriptions.set(id, { ...request, operation, errors: [] });
    return {
      schema,
      document,
      variableValues: payload.variables ?? {},
      operationName: payload.operationName ?? null,
      contextValue: () => requests.again(request.context),
    };
  };

/** How our subscriptions travel over graphql-transport-ws; the protocol itself is graphql-ws's. */
export const socketProtocol = <C extends RequestContext>(options: SocketProtocolOptions<C>): Protocol<C> => {
  const open = options.metrics.gauge('graphql_subscriptions', 'Subscriptions that are open');

  const finish = (session: Session<C> | undefined, id: string): void => {
    const subscription = session?.subscriptions.get(id);
    if (subscription === undefined) return;
    session?.subscriptions.delete(id);
    open.dec();
    const { context: request, running, operation, errors } = subscription;
    options.log.finished({ request, running, operation, errors });
  };
  const begin = openOn(options);

  return {
    schema: options.schema,
    connectionInitWaitTimeout: INIT_WAIT_MS,
    onConnect: connectTo(options),
    onSubscribe: (socket, id, payload) => {
      const opened = begin(socket, id, payload);
      if ('document' in opened) open.inc();
      return opened;
    },
    // What `onSubscribe` put there: how to make a context for each event.
    subscribe: (args) => subscribeWith(args, args.contextValue as () => RequestContext),
    onNext: (...[{ extra }, id, , , { errors, data = null, extensions }]) => {
      const subscription = extra.session?.subscriptions.get(id);
      if (errors === undefined || subscription === undefined) return undefined;
      const { correlationId } = subscription.context;
      subscription.errors.splice(0, Infinity, ...errors);
      return {
        data,
        ...(extensions !== undefined && { extensions }),
        errors: errors.map((error) => withCorrelationId(maskError(error.toJSON(), error), correlationId)),
      };
    },
    onError: (...[{ extra }, id, , errors]) => {
      const subscription = extra.session?.subscriptions.get(id);
      subscription?.errors.push(...errors);
      const correlationId = subscription?.context.correlationId ?? '';
      return errors.map((error) => withCorrelationId(maskError(error.toJSON(), error), correlationId));
    },
    onComplete: ({ extra: { session } }, id) => {
      finish(session, id);
    },
    onClose: ({ extra: { session } }) => {
      clearTimeout(session?.expiry);
      for (const id of session?.subscriptions.keys() ?? []) finish(session, id);
    },
  };
};
