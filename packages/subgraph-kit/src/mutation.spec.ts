import { type Outcome, refused, succeeded, unavailable } from '@oms/kernel';
import { createLogger } from '@oms/telemetry';
import { z } from 'zod';
import { userError } from './input/user-errors';
import { mutation } from './mutation';
import type { RequestContext } from './request-context';

const ada = { id: 'ada', scopes: new Set<string>(), expiresAt: 4_000_000_000_000, token: 'ada' };
const context: RequestContext = {
  actor: ada,
  correlationId: 'c1',
  traceparent: undefined,
  logger: createLogger({ name: 'test', level: 'silent' }),
};
const given = { input: { title: ' Emma ', idempotencyKey: 'k1' } };

type Refusal = 'ALREADY_LENT';

const lending = (outcome: Outcome<string, Refusal>) => {
  const commands: unknown[] = [];
  const lend = mutation({
    input: z.object({ title: z.string().trim() }),
    run: (_context: RequestContext, command, request) => {
      commands.push({ command, request });
      return Promise.resolve(outcome);
    },
    payload: (book) => ({ book }),
    userErrors: (refusal) => [userError(refusal, 'title', 'Is lent.')],
  });
  return { lend, commands };
};

describe('a mutation', () => {
  it('runs its use case with the parsed command and what the request is', async () => {
    const { lend, commands } = lending(succeeded('Emma'));
    expect(await lend({}, given, context)).toEqual({ book: 'Emma', userErrors: [] });
    const causation = { correlationId: 'c1', actorId: 'ada', traceparent: undefined, idempotencyKey: 'k1' };
    expect(commands).toEqual([{ command: { title: 'Emma' }, request: { actor: ada, causation } }]);
  });

  it('takes its arguments for the input where it has none', async () => {
    const { lend, commands } = lending(succeeded('Emma'));
    await lend({}, { title: 'Emma' } as object, { ...context, idempotencyKey: 'k2' });
    expect(commands).toMatchObject([{ command: { title: 'Emma' }, request: { causation: { idempotencyKey: 'k2' } } }]);
  });

  it('runs nothing when the input is not well-formed', async () => {
    const { lend, commands } = lending(succeeded('Emma'));
    expect(await lend({}, { input: {} }, context)).toMatchObject({
      book: null,
      userErrors: [{ field: ['title'], code: 'REQUIRED' }],
    });
    expect(commands).toEqual([]);
  });

  it('answers a refusal as a user error', async () => {
    expect(await lending(refused('ALREADY_LENT')).lend({}, given, context)).toEqual({
      book: null,
      userErrors: [{ code: 'ALREADY_LENT', field: ['title'], message: 'Is lent.' }],
    });
  });

  it('answers a key that was used with another input', async () => {
    expect(await lending({ kind: 'KeyReused' }).lend({}, given, context)).toMatchObject({
      book: null,
      userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED', field: ['idempotencyKey'] }],
    });
  });

  it('can be tried again when it cannot be decided at present', async () => {
    await expect(lending(unavailable('Try again.')).lend({}, given, context)).rejects.toMatchObject({
      message: 'Try again.',
      extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true },
    });
  });

  it('needs an actor', async () => {
    const { lend, commands } = lending(succeeded('Emma'));
    await expect(lend({}, given, { ...context, actor: undefined })).rejects.toMatchObject({
      extensions: { code: 'UNAUTHENTICATED' },
    });
    expect(commands).toEqual([]);
  });
});
