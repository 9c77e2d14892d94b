import { createLogger } from './logger';

describe('a log', () => {
  const logged = (record: object): string => {
    const lines: string[] = [];
    createLogger({ name: 'orders', level: 'info', destination: { write: (line) => lines.push(line) } }).info(
      record,
      'logged',
    );
    expect(lines).toHaveLength(1);
    return lines[0] ?? '';
  };

  it('is one line of JSON with its level as a word and its time as text', () => {
    expect(JSON.parse(logged({ orderId: 'o-1' }))).toMatchObject({
      level: 'info',
      name: 'orders',
      orderId: 'o-1',
      msg: 'logged',
      time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/) as string,
    });
  });

  it.each([
    { authorization: 'Bearer hunter2' },
    { headers: { Authorization: 'hunter2', 'Stripe-Signature': 'hunter2', cookie: 'hunter2' } },
    { input: { payment: { type: 'CARD', token: 'hunter2' } } },
    { order: { contact: { email: 'hunter2@shop.example', phone: 'hunter2' } } },
    { notification: { recipient: 'hunter2' } },
    { list: [{ deep: { api_key: 'hunter2' } }] },
    { variables: { anything: 'hunter2' } },
    { a: { b: { c: { d: { e: { f: { g: 'hunter2' } } } } } } },
  ])('keeps %j to itself', (record) => {
    expect(logged(record)).not.toContain('hunter2');
  });

  it('writes an error with its code, stack and causes, and nothing else that hangs on it', () => {
    const cause = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (email)=(hunter2)' });
    const err = Object.assign(new Error('Not stored.', { cause }), { parameters: ['hunter2'] });
    const line = logged({ err });
    expect(JSON.parse(line)).toMatchObject({
      err: { type: 'Error', message: 'Not stored.', cause: { code: '23505', message: 'duplicate key' } },
    });
    expect(line).toContain('logger.spec');
    expect(line).not.toContain('hunter2');
  });

  it.each([
    'connect to postgres://orders:hunter2@db/oms',
    'refused: Bearer hunter2',
    'bad token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJodW50ZXIyIn0.hunter2',
    'no mailbox hunter2@shop.example',
  ])('keeps the secret out of the error %j', (message) => {
    expect(logged({ err: new Error(message) })).not.toContain('hunter2');
  });

  it('stays one line, whatever a client writes', () => {
    expect(logged({ operation: 'a\n{"level":"fatal"}\u001b[31m' }).trimEnd().split('\n')).toHaveLength(1);
  });

  it('writes amounts, which JSON has no numbers for', () => {
    expect(JSON.parse(logged({ amountMinor: 1999n }))).toMatchObject({ amountMinor: '1999' });
  });
});
