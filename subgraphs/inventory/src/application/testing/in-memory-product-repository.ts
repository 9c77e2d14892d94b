import { refused, succeeded, type ClientRequest } from '@oms/kernel';
import type { ProductCommand } from '../../domain/product/commands';
import { movementOf, productDecider, unlisted, type Product } from '../../domain/product/product';
import type { ProductOutcome } from '../commands/change-product';
import type { ProductRepository } from '../ports/product-repository';
import type { InMemoryState } from './in-memory-state';
import { productViewOf } from './in-memory-product-views';

const textOf = (command: ProductCommand): string =>
  JSON.stringify(command, (_name, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));

export const inMemoryProductRepository = (state: InMemoryState): ProductRepository => {
  const stored = new Map<string, { readonly input: string; readonly outcome: ProductOutcome }>();

  const apply = (command: ProductCommand, decide: Parameters<ProductRepository['change']>[2]): ProductOutcome => {
    const before: Product = state.products.get(command.sku) ?? unlisted;
    const decision = decide(command, before);
    if (!decision.accepted) return refused(decision.refusal);
    const after = decision.events.reduce(productDecider.evolve, before);
    if (after.status === 'Unlisted') throw new Error(`${command.type} was accepted for a product that is not listed.`);
    state.products.set(after.sku, after);
    state.movements.push(...decision.events.flatMap((event) => movementOf(event) ?? []));
    state.feed.publish([after.sku]);
    return succeeded(productViewOf(after, state.now));
  };

  const once = (
    command: ProductCommand,
    { actor, causation: { idempotencyKey } }: ClientRequest,
    effect: () => ProductOutcome,
  ): ProductOutcome => {
    if (idempotencyKey === undefined) return effect();
    const [key, input] = [[actor.id, command.type, idempotencyKey].join(' '), textOf(command)];
    const known = stored.get(key);
    if (known !== undefined) return known.input === input ? known.outcome : { kind: 'KeyReused' };
    const outcome = effect();
    if (outcome.kind === 'Succeeded') stored.set(key, { input, outcome });
    return outcome;
  };

  return {
    change: (command, request, decide) => Promise.resolve(once(command, request, () => apply(command, decide))),
  };
};
