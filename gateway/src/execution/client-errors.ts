import { GraphQLError, type GraphQLFormattedError } from 'graphql';

export interface ClientErrorOptions {
  /** Whether faults keep their own text. Off, the client gets a general one. */
  readonly masking: boolean;
  /** Whether the schema may show through in the text of errors. */
  readonly introspection: boolean;
}

/** Validation stops after so many errors. */
export const ERRORS_MAX = 5;

/** Codes of faults of a server, in contrast to errors of the request. */
const FAULTS = new Set(['INTERNAL_SERVER_ERROR', 'DOWNSTREAM_SERVICE_ERROR', 'INTERNAL']);
/** Extensions that servers add for their developers. */
const PRIVATE_EXTENSIONS = ['stacktrace', 'exception', 'stack', 'http', 'originalError'];

/** The rest of the message names fields of input types, from which a client could collect a hidden schema. */
const unfitVariable = /^Variable "\$(\w+)" got invalid value .*?( at "[^"]*")?; /s;

const codeOf = (error: GraphQLFormattedError): unknown => error.extensions?.['code'];

const publicText = (error: GraphQLFormattedError, { masking, introspection }: ClientErrorOptions): string => {
  if (masking && (codeOf(error) === undefined || FAULTS.has(String(codeOf(error)))))
    return 'Something went wrong. The request itself was not the cause.';
  if (introspection) return error.message;
  if (codeOf(error) === 'GRAPHQL_VALIDATION_FAILED') return 'The operation does not fit the schema.';
  const [, name, place = ''] = unfitVariable.exec(error.message) ?? [];
  if (name !== undefined) return `Variable "$${name}" does not fit its type${place}.`;
  return error.message.replace(/ Did you mean .*\?$/s, '');
};

/** An error as clients may see it: without stack, internal text, or suggestions from a schema that is not shown. */
export const clientError = (error: GraphQLFormattedError, options: ClientErrorOptions): GraphQLFormattedError => {
  const extensions = Object.fromEntries(
    Object.entries(error.extensions ?? {}).filter(([name]) => !PRIVATE_EXTENSIONS.includes(name)),
  );
  return {
    message: publicText(error, options),
    ...(error.locations && { locations: error.locations }),
    ...(error.path && { path: error.path }),
    extensions: { ...extensions, code: codeOf(error) ?? 'INTERNAL_SERVER_ERROR' },
  };
};

/** The same for errors on their way through `graphql`, which wants its own class. */
export const clientGraphQLError = (error: GraphQLError, options: ClientErrorOptions): GraphQLError => {
  const { message, path, extensions } = clientError(error.toJSON(), options);
  return new GraphQLError(message, {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    ...(path && { path }),
    ...(extensions && { extensions }),
  });
};
