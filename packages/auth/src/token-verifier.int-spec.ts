import { createHmac } from 'node:crypto';
import { createLogger } from '@oms/telemetry';
import type { JWTPayload } from 'jose';
import { InvalidToken } from './actor';
import { IdentityUnavailable } from './key-set';
import { newKey, startTokenIssuer, type Key, type TokenIssuer } from './testing/token-issuer';
import { tokenVerifier, type TokenVerifier } from './token-verifier';

const AUDIENCE = 'oms';
const NOW_SECONDS = 1_800_000_000;
const HOUR_SECONDS = 3_600;
const ELEVEN_MINUTES_MS = 660_000;
const COOLDOWN_MS = 30_000;

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a token verifier', () => {
  let key: Key;
  let otherKey: Key;
  let provider: TokenIssuer;
  let verifier: TokenVerifier;
  let nowMs: number;
  let lines: string[];

  beforeAll(async () => {
    [key, otherKey] = await Promise.all([newKey('first'), newKey('second')]);
  });

  beforeEach(async () => {
    provider = await startTokenIssuer(key);
    nowMs = NOW_SECONDS * 1_000;
    lines = [];
    const logger = createLogger({ name: 'test', level: 'info', destination: { write: (line) => lines.push(line) } });
    const { issuer, jwksUrl } = provider;
    verifier = tokenVerifier({ issuer, jwksUrl, audience: AUDIENCE }, { now: () => nowMs, logger });
  });

  afterEach(async () => {
    await provider.stop();
  });

  const claims = (changes: JWTPayload = {}): JWTPayload => ({
    iss: provider.issuer,
    aud: AUDIENCE,
    sub: 'ada',
    scope: 'orders:operate inventory:manage',
    iat: NOW_SECONDS,
    exp: NOW_SECONDS + HOUR_SECONDS,
    ...changes,
  });

  const without = (claim: string): JWTPayload =>
    Object.fromEntries(Object.entries(claims()).filter(([name]) => name !== claim));

  const verify = (token: string) => verifier.verify(`Bearer ${token}`);

  it('returns no actor for a request without a header', async () => {
    expect(await verifier.verify(undefined)).toBeUndefined();
  });

  it('returns the actor with its scopes', async () => {
    const token = await key.sign(claims());
    expect(await verify(token)).toEqual({
      id: 'ada',
      scopes: new Set(['orders:operate', 'inventory:manage']),
      expiresAt: (NOW_SECONDS + HOUR_SECONDS) * 1_000,
      token,
    });
  });

  it('accepts ES256, a list of audiences and the type of RFC 9068', async () => {
    const elliptic = await newKey('elliptic', 'ES256');
    provider.publish(elliptic);
    const token = await elliptic.sign(claims({ aud: ['other', AUDIENCE] }), { typ: 'at+jwt' });
    expect(await verify(token)).toMatchObject({ id: 'ada' });
  });

  it('grants nothing for a scope that is not a string', async () => {
    const token = await key.sign(claims({ scope: ['orders:operate'] }));
    expect(await verify(token)).toMatchObject({ scopes: new Set() });
  });

  it('allows for clocks that differ by a few seconds', async () => {
    const token = await key.sign(claims({ exp: NOW_SECONDS - 3, iat: NOW_SECONDS + 3 }));
    expect(await verify(token)).toMatchObject({ id: 'ada' });
  });

  describe('refuses', () => {
    const signed = (changes: JWTPayload) => () => key.sign(claims(changes));
    const unsigned = (alg: string) => () =>
      Promise.resolve(`${encoded({ alg, kid: 'first', typ: 'JWT' })}.${encoded(claims())}.`);
    const withHeader = (header: Readonly<Record<string, unknown>>) => () => key.sign(claims(), header);

    const hostile: Readonly<Record<string, () => Promise<string>>> = {
      'no algorithm': unsigned('none'),
      'no algorithm, capitalised': unsigned('None'),
      'no algorithm, in mixed case': unsigned('nOnE'),
      'a symmetric signature with the public key as the secret': () => {
        const head = `${encoded({ alg: 'HS256', kid: 'first', typ: 'JWT' })}.${encoded(claims())}`;
        const signature = createHmac('sha256', key.publicPem).update(head).digest('base64url');
        return Promise.resolve(`${head}.${signature}`);
      },
      'a payload that was changed after signing': async () => {
        const [header = '', , signature = ''] = (await key.sign(claims())).split('.');
        return `${header}.${encoded(claims({ sub: 'olga' }))}.${signature}`;
      },
      'another key under a known key id': () => otherKey.sign(claims(), { kid: key.id }),
      'another issuer': signed({ iss: 'https://elsewhere.example' }),
      'another audience': signed({ aud: 'elsewhere' }),
      'no audience': () => key.sign(without('aud')),
      'no issuer': () => key.sign(without('iss')),
      'an expired token': signed({ exp: NOW_SECONDS - 60 }),
      'no expiry': () => key.sign(without('exp')),
      'an expiry that is text': () => key.sign(Object.assign(claims(), { exp: '9999999999' })),
      'an expiry beyond reason': signed({ exp: 1e99 }),
      'a token that is not valid yet': signed({ nbf: NOW_SECONDS + 60 }),
      'a token from the future': signed({ iat: NOW_SECONDS + 60 }),
      'no subject': () => key.sign(without('sub')),
      'an empty subject': signed({ sub: '' }),
      'a control character in the subject': signed({ sub: 'ada\u0000' }),
      'an ID token': signed({ nonce: 'n-0S6_WzA2Mj' }),
      'a type that is not of access tokens': withHeader({ typ: 'logout+jwt' }),
      'a critical header that is not supported': () =>
        Promise.resolve(`${encoded({ alg: 'RS256', kid: 'first', crit: ['x'], x: 1 })}.${encoded(claims())}.c2ln`),
      'a path as the key id': withHeader({ kid: '../../dev/null' }),
      'SQL as the key id': withHeader({ kid: "' or 1=1 --" }),
      'a very long key id': withHeader({ kid: 'k'.repeat(4_000) }),
      'a token longer than any of ours': signed({ filler: 'x'.repeat(10_000) }),
      'what is no token': () => Promise.resolve('hello'),
      'an empty one': () => Promise.resolve(''),
    };

    it.each(Object.keys(hostile))('%s', async (kind) => {
      const token = (await hostile[kind]?.()) ?? '';
      await expect(verify(token)).rejects.toThrow(InvalidToken);
    });

    it.each(['Basic YWRhOmFkYQ==', 'Bearer', 'Bearer a.b.c d.e.f', 'bearer\u00a0a.b.c'])(
      'the header %j',
      async (header) => {
        await expect(verifier.verify(header)).rejects.toThrow(InvalidToken);
      },
    );

    it('a key that the token itself contains, and does not fetch the address it names', async () => {
      const attacker = await startTokenIssuer(otherKey);
      const header = { jku: attacker.jwksUrl, x5u: attacker.jwksUrl, jwk: otherKey.publicJwk };
      const token = await otherKey.sign(claims(), header);
      await expect(verify(token)).rejects.toThrow(InvalidToken);
      expect(attacker.asked()).toBe(0);
      await attacker.stop();
    });

    it('without quoting the token', async () => {
      const token = await key.sign(claims({ aud: 'elsewhere' }));
      await expect(verify(token)).rejects.toThrow('The claim aud of the token is missing or is not what it must be.');
    });
  });

  it('refuses a token that it has accepted before, once it has expired', async () => {
    const token = await key.sign(claims());
    await verify(token);
    nowMs += (HOUR_SECONDS + 10) * 1_000;
    await expect(verify(token)).rejects.toThrow('The token has expired.');
  });

  it('fetches the keys once for tokens that arrive at the same time', async () => {
    const tokens = await Promise.all(['ada', 'grace', 'olga'].map((sub) => key.sign(claims({ sub }))));
    await Promise.all(tokens.map(verify));
    expect(provider.asked()).toBe(1);
  });

  it('fetches the keys again for a new key', async () => {
    await verify(await key.sign(claims()));
    provider.publish(key, otherKey);
    nowMs += COOLDOWN_MS;
    expect(await verify(await otherKey.sign(claims()))).toMatchObject({ id: 'ada' });
  });

  it('does not fetch the keys for each unknown key id', async () => {
    await verify(await key.sign(claims()));
    nowMs += COOLDOWN_MS;
    for (const kid of ['x', 'y', 'z']) {
      const token = await key.sign(claims(), { kid });
      await expect(verify(token)).rejects.toThrow(InvalidToken);
    }
    expect(provider.asked()).toBe(2);
  });

  it('refuses what a withdrawn key has signed', async () => {
    const token = await key.sign(claims());
    await verify(token);
    provider.publish(otherKey);
    nowMs += ELEVEN_MINUTES_MS;
    await verify(await otherKey.sign(claims()));
    await expect(verify(token)).rejects.toThrow(InvalidToken);
  });

  describe('while the provider fails', () => {
    const failuresLogged = () => lines.filter((line) => line.includes('could not be fetched'));

    const answers = {
      'answers with an error': { status: 500, body: '' },
      'answers with a page': { status: 200, body: '<html></html>' },
      'answers with something else': { status: 200, body: '{"keys":"none"}' },
      'answers with no key at all': { status: 200, body: '{"keys":[]}' },
      'answers with 10 MB': { status: 200, body: `{"keys":[]${' '.repeat(10_000_000)}}` },
    };

    it.each(Object.entries(answers))('keeps the keys that it knows when it %s', async (_what, answer) => {
      await verify(await key.sign(claims()));
      provider.answer(answer);
      nowMs += ELEVEN_MINUTES_MS;
      const token = await key.sign(claims({ sub: 'grace' }));
      expect(await verify(token)).toMatchObject({ id: 'grace' });
      // An unknown key waits for the fetch that is under way, so that its outcome is known here.
      await expect(verify(await otherKey.sign(claims()))).rejects.toThrow(InvalidToken);
      expect(failuresLogged()).toHaveLength(1);
    });

    it('keeps the keys that it knows when nothing listens there any more', async () => {
      await verify(await key.sign(claims()));
      await provider.stop();
      nowMs += ELEVEN_MINUTES_MS;
      expect(await verify(await key.sign(claims({ sub: 'grace' })))).toMatchObject({ id: 'grace' });
      await expect(verify(await otherKey.sign(claims()))).rejects.toThrow(InvalidToken);
      // A connection that was kept alive is closed, a new one is refused: the log has the cause of either.
      expect(failuresLogged()[0]).toMatch(/ECONNREFUSED|UND_ERR_SOCKET/);
    });

    it('logs that keys are missing, once in 30 s and without the token, and that they are there again', async () => {
      provider.answer({ status: 503, body: '' });
      const token = await key.sign(claims());
      for (let second = 0; second < 35; second += 1) {
        await expect(verify(token)).rejects.toThrow(IdentityUnavailable);
        nowMs += 1_000;
      }
      expect(failuresLogged().map((line) => JSON.parse(line) as unknown)).toMatchObject([
        { level: 'warn', failures: 1, err: { message: `The key set at ${provider.jwksUrl} was answered with 503.` } },
        { level: 'warn', failures: 31 },
      ]);
      provider.answer('keys');
      await verify(token);
      expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ level: 'info', failures: 35 });
      expect(lines.join('')).not.toContain(token);
    });

    it('logs that a key cannot be used, and does not call a token invalid for it', async () => {
      const unusable = { ...key.publicJwk, n: undefined };
      provider.answer({ status: 200, body: JSON.stringify({ keys: [unusable] }) });
      const token = await key.sign(claims());
      await expect(verify(token)).rejects.toThrow(IdentityUnavailable);
      await expect(verify(token)).rejects.toThrow(IdentityUnavailable);
      expect(lines.filter((line) => line.includes('cannot be used'))).toHaveLength(1);
      expect(lines.join('')).not.toContain(token);
    });

    it('rejects with IdentityUnavailable when it has no key yet, and recovers within seconds', async () => {
      provider.answer({ status: 503, body: '' });
      const token = await key.sign(claims());
      await expect(verify(token)).rejects.toThrow(IdentityUnavailable);
      provider.answer('keys');
      nowMs += 1_000;
      expect(await verify(token)).toMatchObject({ id: 'ada' });
    });
  });
});
