import {
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isScalarType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
} from 'graphql';
import { badUserInput } from '../errors';
import { scalars } from './scalars';

/** Any text that a client sends; a context sets tighter limits of its own. */
const TEXT_CHARS_MAX = 10_000;

/** PostgreSQL refuses NUL; the others, and what overrides the direction of text, serve only to deceive a reader or a log. */
const forbiddenCharacters = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;
const loneSurrogate = /\p{Cs}/u;

/** Throws BAD_USER_INPUT that names the path. */
export type InputCheck = (value: unknown, path: string) => void;

const checkText: InputCheck = (value, path) => {
  if (typeof value !== 'string') return;
  if (value.length > TEXT_CHARS_MAX)
    throw badUserInput(path, `must have at most ${TEXT_CHARS_MAX.toString()} characters.`);
  if (loneSurrogate.test(value)) throw badUserInput(path, 'must be well-formed Unicode.');
  if (forbiddenCharacters.test(value)) throw badUserInput(path, 'must not contain control characters.');
};

/** For a scalar without a structure that we know, such as the representations of `_entities`. */
const checkAnything: InputCheck = (value, path) => {
  if (typeof value === 'string') {
    checkText(value, path);
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      checkAnything(item, `${path}.${index.toString()}`);
    });
  } else if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    for (const [key, item] of Object.entries(value)) checkAnything(item, `${path}.${key}`);
  }
};

/** Numbers and enums hold no text, and our own scalars are strict about theirs. */
const textless: ReadonlySet<string> = new Set(['Int', 'Float', 'Boolean', ...Object.keys(scalars)]);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Compiles, once, what it takes to check the text in an argument; undefined when no text can be in it. */
export const textChecks = (): ((argument: GraphQLArgument) => InputCheck | undefined) => {
  const inputObjects = new Map<string, InputCheck>();

  const ofFields = (fields: readonly GraphQLInputField[]): InputCheck => {
    const checks = fields.flatMap((field) => {
      const check = ofType(field.type);
      return check === undefined ? [] : [{ name: field.name, check }];
    });
    return (value, path) => {
      if (!isRecord(value)) return;
      for (const { name, check } of checks) {
        const item = value[name];
        if (item !== null && item !== undefined) check(item, `${path}.${name}`);
      }
    };
  };

  const ofNamedType = (type: GraphQLInputType): InputCheck | undefined => {
    const named = getNamedType(type);
    if (isInputObjectType(named)) {
      const known = inputObjects.get(named.name);
      if (known !== undefined) return known;
      // Registered before its fields are visited: an input type may contain itself.
      let compiled: InputCheck = () => undefined;
      inputObjects.set(named.name, (value, path) => {
        compiled(value, path);
      });
      compiled = ofFields(Object.values(named.getFields()));
      return inputObjects.get(named.name);
    }
    if (!isScalarType(named) || textless.has(named.name)) return undefined;
    return named.name === 'String' || named.name === 'ID' ? checkText : checkAnything;
  };

  const ofType = (type: GraphQLInputType): InputCheck | undefined => {
    if (isNonNullType(type)) return ofType(type.ofType);
    if (!isListType(type)) return ofNamedType(type);
    const ofItem = ofType(type.ofType);
    if (ofItem === undefined) return undefined;
    return (value, path) => {
      if (!Array.isArray(value)) return;
      value.forEach((item: unknown, index) => {
        if (item !== null && item !== undefined) ofItem(item, `${path}.${index.toString()}`);
      });
    };
  };

  return (argument) => ofType(argument.type);
};
