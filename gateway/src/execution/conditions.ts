import { Kind, visit, type DocumentNode, type OperationDefinitionNode, type SelectionNode } from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

/** What the variables of a request make of `@skip` and `@include`. */
export interface Conditions {
  /** Equal for equal outcomes. */
  readonly key: string;
  readonly isTrue: (variable: string) => boolean;
  readonly isIncluded: (selection: SelectionNode) => boolean;
}

/** The variables that decide in some `@skip` or `@include`. */
const decidingVariables = (document: DocumentNode): readonly string[] => {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: [condition] = [] }) => {
      if (['skip', 'include'].includes(name.value) && condition?.value.kind === Kind.VARIABLE)
        names.add(condition.value.name.value);
    },
  });
  return [...names];
};

/** Reads the conditions of an operation in its document; gives what they come to for a request's variables. */
export const conditionsOf = (
  document: DocumentNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
): ((variables: Variables) => Conditions) => {
  const deciding = decidingVariables(document);
  const trueByDefault = new Set(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue?.kind === Kind.BOOLEAN && defaultValue.value ? [variable.name.value] : [],
    ),
  );

  return (variables) => {
    const isTrue = (name: string): boolean => {
      const given = Object.hasOwn(variables, name) ? variables[name] : undefined;
      return given === undefined ? trueByDefault.has(name) : given === true;
    };
    const outcome = ({ directives = [] }: SelectionNode, directive: string): boolean | undefined => {
      const condition = directives.find(({ name }) => name.value === directive)?.arguments?.[0]?.value;
      if (condition?.kind === Kind.VARIABLE) return isTrue(condition.name.value);
      return condition?.kind === Kind.BOOLEAN ? condition.value : undefined;
    };
    return {
      key: deciding.map(isTrue).join(),
      isTrue,
      isIncluded: (selection) => outcome(selection, 'skip') !== true && outcome(selection, 'include') !== false,
    };
  };
};
