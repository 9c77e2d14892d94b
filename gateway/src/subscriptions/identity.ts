import type { IncomingHttpHeaders } from 'node:http';
import type { RequestContext } from '../operation/operation';

/** Who is at the other end of a connection, and what travels to the subgraphs in that name. */
export type Identity = Omit<RequestContext, 'signal'>;

/**
 * Reads who is calling from the headers of a request, as the HTTP side does. What a client says in `connection_init`
 * takes the place of the headers of the same names. Throws `InvalidToken` for a token that does not hold.
 */
export type Identify = (headers: IncomingHttpHeaders) => Promise<Identity>;
