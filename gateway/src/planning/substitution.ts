import { Kind, type FieldNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import { baseType, type NamedType, type Schema } from '@apollo/federation-internals';
import { hasFields } from '../supergraph/types-with-fields';

/** What a field set asks for at one place. */
export interface Demand {
  /** The place as the subgraph knows it: names of fields, from the entity down. */
  readonly place: string;
  /** The same with stand-ins. */
  readonly source: string;
  /** The type whose field this is. */
  readonly holder: string;
  /** The field with its arguments. */
  readonly field: FieldNode;
}

interface FieldSet {
  readonly schema: Schema;
  /** The type that the fields are of. */
  readonly type: string;
  readonly fieldSet: SelectionSetNode;
  /** The name of the stand-in for a field of this type. */
  readonly standIn: (type: string, node: FieldNode) => string;
}

type Place = Pick<Demand, 'place' | 'source'>;

/** Puts stand-ins in the place of all fields with arguments. */
export const substituted = ({ schema, type, fieldSet, standIn }: FieldSet) => {
  const asked: Demand[] = [];

  const ofField = (holder: NamedType | undefined, node: FieldNode, at: Place): FieldNode => {
    const definition = hasFields(holder) ? holder.field(node.name.value) : undefined;
    const { name, arguments: args = [] } = node;
    const given = definition && args.length > 0 ? standIn(definition.parent.name, node) : name.value;
    const here = { place: `${at.place}.${name.value}`, source: `${at.source}.${given}` };
    asked.push({ ...here, holder: holder?.name ?? '', field: { kind: Kind.FIELD, name, arguments: args } });
    const below = definition?.type && baseType(definition.type);
    const selectionSet = node.selectionSet && ofSet(below, node.selectionSet, here);
    return { kind: Kind.FIELD, name: { ...name, value: given }, ...(selectionSet && { selectionSet }) };
  };
  const ofSelection = (holder: NamedType | undefined, node: SelectionNode, at: Place): SelectionNode => {
    if (node.kind === Kind.FIELD) return ofField(holder, node, at);
    if (node.kind === Kind.FRAGMENT_SPREAD) return node;
    const narrowed = node.typeCondition === undefined ? holder : schema.type(node.typeCondition.name.value);
    return { ...node, selectionSet: ofSet(narrowed, node.selectionSet, at) };
  };
  const ofSet = (holder: NamedType | undefined, set: SelectionSetNode, at: Place): SelectionSetNode => ({
    ...set,
    selections: set.selections.map((node) => ofSelection(holder, node, at)),
  });

  return { fieldSet: ofSet(schema.type(type), fieldSet, { place: '', source: '' }), asked };
};
