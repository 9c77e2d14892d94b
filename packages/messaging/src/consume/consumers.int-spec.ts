import { deadLetterDismissed, deadLetterRetryRequested, type Envelope, messageDeadLettered } from '@oms/contracts';
import { newId, rowsOf, type Tx } from '@oms/database';
import { eventually } from '@oms/testing';
import { appendEvents } from '../append-events';
import { readEvents } from '../read-events';
import { openShop, type Parcel, parcelPacked, parcelSent, sayIn, type Shop, writeEffect } from '../testing/shop';
import { dispatch, on } from './dispatch';

type Parcels = readonly Envelope<Parcel>[];

const writeNames = async (tx: Tx, events: Parcels): Promise<void> => {
  for (const { data } of events) await writeEffect(tx, data.name);
};

const writesNames = dispatch(on(parcelPacked, writeNames), on(parcelSent, writeNames));

describe('a consumer', () => {
  let shop: Shop;

  beforeEach(async () => {
    shop = await openShop();
  });

  afterEach(async () => {
    await shop.close();
  });

  const letters = async () =>
    rowsOf<{ id: string; consumer: string; error: string; status: string; deliveries: number }>(
      shop.payments.database.work,
      'select id, consumer, error, status, deliveries from dead_letters order by id',
    );

  const untilEffects = (names: readonly string[]): Promise<void> =>
    eventually(
      async () => {
        expect(await shop.payments.effects()).toEqual(names);
      },
      { withinMs: 20_000 },
    );

  const publishRaw = (text: string, msgID: string) =>
    shop.orders.broker.js.publish(parcelPacked.subject, text, { msgID });

  it('handles what another context said', async () => {
    await shop.run(shop.orders.relays(), shop.payments.consumes('orders', writesNames));
    await shop.orders.says('tea');
    await untilEffects(['tea']);
  });

  it('leaves alone what it does not listen to', async () => {
    await shop.run(shop.orders.relays(), shop.payments.consumes('orders', dispatch(on(parcelSent, writeNames))));
    await shop.orders.says('packed');
    await shop.orders.says('sent', { contract: parcelSent });
    await untilEffects(['sent']);
    expect(await shop.payments.count('inbox')).toBe(1);
  });

  it('takes what waits in a few transactions, in the order of the stream', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `parcel ${index.toString()}`);
    let transactions = 0;
    await shop.run(shop.orders.relays());
    await shop.orders.database.transaction(async (tx) => {
      for (const name of names) await sayIn(tx, name);
    });
    await shop.run(
      shop.payments.consumes(
        'orders',
        dispatch(
          on(parcelPacked, async (tx, events) => {
            transactions += 1;
            await writeNames(tx, events);
          }),
        ),
      ),
    );
    await untilEffects(names);
    expect(transactions).toBeLessThan(names.length / 2);
  });

  it('changes nothing when a message comes again under another message id', async () => {
    await shop.run(shop.orders.relays(), shop.payments.consumes('orders', writesNames));
    await shop.orders.says('tea');
    await untilEffects(['tea']);
    const { jsm } = shop.orders.broker;
    const { data } = await jsm.streams.getMessage('ORDERS', { seq: 1 });
    await publishRaw(Buffer.from(data).toString(), 'once more');
    await publishRaw(Buffer.from(data).toString(), 'and again');
    await shop.orders.says('coffee');
    await untilEffects(['tea', 'coffee']);
  });

  it('changes nothing when the whole stream is delivered again', async () => {
    await shop.run(shop.orders.relays(), shop.payments.consumes('orders', writesNames));
    for (const name of ['tea', 'coffee', 'cocoa']) await shop.orders.says(name);
    await untilEffects(['tea', 'coffee', 'cocoa']);
    await shop.payments.broker.jsm.consumers.delete('ORDERS', 'payments');
    await eventually(
      async () => {
        const info = await shop.payments.broker.jsm.consumers.info('ORDERS', 'payments');
        expect(info).toMatchObject({ num_pending: 0, num_ack_pending: 0, ack_floor: { stream_seq: 3 } });
      },
      { withinMs: 20_000 },
    );
    await shop.orders.says('milk');
    await untilEffects(['tea', 'coffee', 'cocoa', 'milk']);
  });

  it('sets aside what its handler cannot take, after its retries, and goes on meanwhile', async () => {
    const attempts: string[] = [];
    const breaksOnBad = dispatch(
      on(parcelPacked, async (tx, events) => {
        attempts.push(...events.map(({ data }) => data.name));
        if (events.some(({ data }) => data.name === 'bad')) throw new Error('This one cannot be packed.');
        await writeNames(tx, events);
      }),
    );
    await shop.run(shop.orders.relays(), shop.payments.relays());
    await shop.orders.database.transaction(async (tx) => {
      for (const name of ['one', 'bad', 'two', 'three']) await sayIn(tx, name);
    });
    await shop.run(shop.payments.consumes('orders', breaksOnBad));
    await untilEffects(['one', 'two', 'three']);
    await eventually(async () => {
      expect(await letters()).toMatchObject([
        { consumer: 'payments.orders', error: 'This one cannot be packed.', status: 'OPEN', deliveries: 3 },
      ]);
    });
    expect(await shop.payments.count('delivery_attempts')).toBe(0);
    const triesOf = (name: string): number => attempts.filter((attempt) => attempt === name).length;
    expect(triesOf('one')).toBeLessThanOrEqual(2);
    expect(triesOf('bad')).toBeLessThanOrEqual(4);
    const [letter] = await letters();
    const history = await readEvents(shop.payments.database.work, {
      aggregateType: 'DeadLetter',
      aggregateId: letter?.id ?? '',
    });
    expect(history).toMatchObject([
      {
        type: messageDeadLettered.payments.type,
        correlationid: 'bad',
        data: { consumer: 'payments.orders', deliveries: 3 },
      },
    ]);
  });

  it('sets aside at once what is no event, and after its retries what does not fit its contract', async () => {
    await shop.run(shop.orders.relays(), shop.payments.consumes('orders', writesNames));
    await shop.orders.says('tea');
    await untilEffects(['tea']);
    const { data } = await shop.orders.broker.jsm.streams.getMessage('ORDERS', { seq: 1 });
    const tea = JSON.parse(Buffer.from(data).toString()) as Envelope<Parcel>;
    await publishRaw('no JSON \0 at all', 'garbage');
    await publishRaw(JSON.stringify({ ...tea, id: newId(), data: { name: 7 } }), 'misfit');
    await shop.orders.says('coffee');
    await untilEffects(['tea', 'coffee']);
    await eventually(async () => {
      expect(await letters()).toMatchObject([
        { error: expect.stringContaining('Is no event'), deliveries: 1 },
        // Retried, because a consumer of the next version may be about to take over.
        { error: expect.stringContaining('Does not fit its contract: name'), deliveries: 3 },
      ]);
    });
  });

  const askFor = (contract: typeof deadLetterRetryRequested | typeof deadLetterDismissed, deadLetterId: string) =>
    shop.orders.database.transaction((tx) =>
      appendEvents(tx, [
        {
          contract,
          aggregateId: deadLetterId,
          sequence: 1,
          cause: { correlationId: 'operator' },
          data: { deadLetterId, consumer: 'payments.orders', reason: 'Not needed.' },
        },
      ]),
    );

  const untilSetAside = async (): Promise<string> =>
    eventually(async () => {
      const [letter] = await letters();
      expect(letter).toMatchObject({ status: 'OPEN' });
      return letter?.id ?? '';
    });

  it('delivers a dead letter again when an operator asks for it', async () => {
    let broken = true;
    const repairable = dispatch(
      on(parcelPacked, async (tx, events) => {
        if (broken) throw new Error('Broken.');
        await writeNames(tx, events);
      }),
    );
    await shop.run(shop.orders.relays(), shop.payments.consumes('orders', repairable));
    await shop.orders.says('tea');
    const id = await untilSetAside();
    await askFor(deadLetterRetryRequested, id);
    await eventually(async () => {
      expect(await letters()).toMatchObject([{ id, status: 'OPEN', deliveries: 4 }]);
    });
    broken = false;
    await shop.orders.database.transaction((tx) =>
      appendEvents(tx, [
        {
          contract: deadLetterRetryRequested,
          aggregateId: id,
          sequence: 2,
          cause: { correlationId: 'operator' },
          data: { deadLetterId: id, consumer: 'payments.orders' },
        },
      ]),
    );
    await untilEffects(['tea']);
    await eventually(async () => {
      expect(await letters()).toMatchObject([{ id, status: 'RESOLVED' }]);
    });
    const history = await readEvents(shop.payments.database.work, { aggregateType: 'DeadLetter', aggregateId: id });
    expect(history.map(({ type, sequence }) => [type, sequence])).toEqual([
      ['payments.message-dead-lettered.v1', 1],
      ['payments.message-dead-lettered.v1', 2],
      ['payments.dead-letter-resolved.v1', 3],
    ]);
  });

  it('leaves a dismissed dead letter alone', async () => {
    const broken = dispatch(on(parcelPacked, () => Promise.reject(new Error('Broken.'))));
    await shop.run(shop.orders.relays(), shop.payments.consumes('orders', broken));
    await shop.orders.says('tea');
    const id = await untilSetAside();
    await askFor(deadLetterDismissed, id);
    await eventually(async () => {
      expect(await letters()).toMatchObject([{ id, status: 'DISMISSED', deliveries: 3 }]);
    });
  });

  it('keeps the order of one order, whatever types are mixed', async () => {
    await shop.run(shop.orders.relays());
    const aggregateId = newId();
    const other = newId();
    await shop.orders.database.transaction(async (tx) => {
      await sayIn(tx, 'packed', { aggregateId, sequence: 1 });
      await sayIn(tx, 'sent', { aggregateId, sequence: 2, contract: parcelSent });
      await sayIn(tx, 'other packed', { aggregateId: other, sequence: 1 });
      await sayIn(tx, 'packed again', { aggregateId, sequence: 3 });
    });
    await shop.run(shop.payments.consumes('orders', writesNames));
    await eventually(async () => {
      const names = (await shop.payments.effects()).filter((name) => name !== 'other packed');
      expect(names).toEqual(['packed', 'sent', 'packed again']);
    });
  });
});
