import type { FastifyInstance } from 'fastify';

interface Address {
  readonly host: string;
  readonly port: number;
}

const hints: ReadonlyMap<unknown, string> = new Map([
  ['EADDRINUSE', 'is taken: stop what listens there, or set PORT to another one'],
  ['EACCES', 'may not be opened by this user: set PORT to one above 1023'],
  ['EADDRNOTAVAIL', 'is not an address of this machine: set HOST to one that is'],
]);

/** The origin that is listened on. Throws, for an address that cannot be used, an error of one line with what to do. */
export const listen = async (server: FastifyInstance, { host, port }: Address): Promise<string> => {
  try {
    return await server.listen({ host, port });
  } catch (error) {
    const hint = typeof error === 'object' && error !== null && 'code' in error ? hints.get(error.code) : undefined;
    if (hint === undefined) throw error;
    throw new Error(`${host}:${port.toString()} ${hint}.`, { cause: error });
  }
};
