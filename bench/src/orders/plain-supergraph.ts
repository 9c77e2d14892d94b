import { Kind, parse, print, visit } from 'graphql';

const accessDirectives = new Set(['authenticated', 'requiresScopes']);

const isAccessLink = (url: string): boolean => /\/(authenticated|requiresScopes)\//.test(url);

/** `@apollo/gateway` refuses a supergraph with `@authenticated` or `@requiresScopes`; a plain one has to do without. */
export const withoutAccessDirectives = (supergraphSdl: string): string =>
  print(
    visit(parse(supergraphSdl), {
      Directive: ({ name, arguments: given = [] }) => {
        if (accessDirectives.has(name.value)) return null;
        const url = given.find((argument) => argument.name.value === 'url')?.value;
        return name.value === 'link' && url?.kind === Kind.STRING && isAccessLink(url.value) ? null : undefined;
      },
      DirectiveDefinition: ({ name }) => (accessDirectives.has(name.value) ? null : undefined),
      ScalarTypeDefinition: ({ name }) => (name.value.startsWith('requiresScopes__') ? null : undefined),
    }),
  );
