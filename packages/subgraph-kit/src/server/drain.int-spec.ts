import { eventually } from '@oms/testing';
import { graphqlRequest } from '../testing/graphql-request';
import { library, type Library } from '../testing/library';
import { connectedSocket } from '../testing/raw-socket';

describe('a subgraph that is going down', () => {
  let books: Library;

  beforeEach(async () => {
    books = library();
    await books.start();
  });

  afterEach(async () => {
    books.release();
    await books.stop();
  });

  const ask = (query: string) => graphqlRequest(books.url(), { query });
  const readyz = () => fetch(books.url().replace('/graphql', '/readyz'));

  it('is not ready for more traffic, while it still answers', async () => {
    await books.drain();
    const response = await readyz();
    expect([response.status, await response.json()]).toEqual([503, { status: 'draining' }]);
    expect((await ask('{ book(id: "tea") { id } }')).data).toEqual({ book: { id: 'tea' } });
  });

  it('closes sockets so that clients reconnect elsewhere', async () => {
    const client = await connectedSocket(books.url());
    client.send({ type: 'subscribe', id: '1', payload: { query: 'subscription { arrivals { id } }' } });
    await eventually(() => {
      expect(books.subscribers()).toBe(1);
    });
    await books.stop();
    await eventually(() => {
      expect(client.closed()).toBe(1001);
    });
    expect(books.subscribers()).toBe(0);
  });

  it('does not wait for a socket that does not answer', async () => {
    const client = await connectedSocket(books.url());
    client.socket.pause();
    await books.stop();
    client.socket.resume();
    await eventually(() => {
      expect(client.closed()).toBeDefined();
    });
  });

  it('finishes the request that is under way', async () => {
    const answer = ask('{ slow }');
    await eventually(() => {
      expect(books.waiting()).toBe(1);
    });
    const stopped = books.stop();
    await expect(eventually(readyz, { withinMs: 0 })).rejects.toThrow();
    books.release();
    expect((await answer).data).toEqual({ slow: 'done' });
    await stopped;
  });

  it('cuts off what takes too long', async () => {
    const answer = ask('{ slow }').then(
      () => 'answered',
      () => 'cut off',
    );
    await eventually(() => {
      expect(books.waiting()).toBe(1);
    });
    await books.stop();
    expect(await answer).toBe('cut off');
  });

  it('may be reported so twice', async () => {
    await Promise.all([books.stop(), books.stop()]);
  });

  it('reports which port is in use, and what to do', async () => {
    const port = new URL(books.url()).port;
    const other = library({ port: Number(port) });
    await expect(other.start()).rejects.toThrow(
      `127.0.0.1:${port} is taken: stop what listens there, or set PORT to another one.`,
    );
    await other.stop();
  });
});
