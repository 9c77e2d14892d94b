import type { ProductCommand } from '../../domain/product/commands';
import type { ListedProduct, Product } from '../../domain/product/product';
import { movementOf, productDecider, unlisted } from '../../domain/product/product';
import { unknownReservation, type Reservation } from '../../domain/reservation/reservation';
import { availableOf, stockStatusOf, type StockLevel } from '../../domain/stock/stock-level';
import type { StockMovement } from '../../domain/stock/stock-movement';
import type { ProductOutcome, Products } from '../ports/products';
import type { Reservations } from '../ports/reservations';
import type { StockFeed, StockListener } from '../ports/stock-feed';
import type { StockViews } from '../ports/stock-views';
import type { Page, PageRequest, ProductView, ReservationView, StockMovementView } from '../views';

const viewsOf = (orderId: string, reservation: Reservation, reservedAt: Date): readonly ReservationView[] => {
  if (reservation.status === 'Unknown') return [];
  const { customerId } = reservation;
  const common = { orderId, customerId, reservedAt };
  if (reservation.status === 'Held') return [{ ...common, status: 'HELD', lines: reservation.lines }];
  if (reservation.status === 'Released') return [{ ...common, status: 'RELEASED', lines: reservation.lines }];
  return [{ ...common, status: 'REJECTED', lines: [] }];
};

const pageOf = <Item>(
  all: readonly Item[],
  { first, after }: PageRequest,
  keyOf: (item: Item) => string,
): Page<Item> => {
  const start = after === undefined ? 0 : all.findIndex((item) => keyOf(item) === after) + 1;
  const items = all.slice(start, start + first).map((node) => ({ cursor: keyOf(node), node }));
  return { items, hasNextPage: all.length > start + first };
};

/** All of inventory's ports, in memory. */
export class InMemoryInventory implements Products, Reservations, StockViews, StockFeed {
  private readonly listed = new Map<string, ListedProduct>();
  private readonly held = new Map<string, Reservation>();
  private readonly ledger: StockMovement[] = [];
  private readonly answers = new Map<string, { readonly input: string; readonly outcome: ProductOutcome }>();
  private readonly listeners = new Set<StockListener>();

  private feedIsAway = false;
  private readonly now: Date;

  /** `now` is when everything happens here. */
  constructor(now: Date) {
    this.now = now;
  }

  change: Products['change'] = (command, origin, decide) => {
    const key = [origin.caller, command.type, origin.idempotencyKey].join(' ');
    const input = JSON.stringify(command, (_name, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    );
    const known = origin.idempotencyKey === undefined ? undefined : this.answers.get(key);
    if (known !== undefined) return Promise.resolve(known.input === input ? known.outcome : { kind: 'keyReused' });
    const outcome = this.apply(command, decide);
    if (outcome.kind === 'changed') this.answers.set(key, { input, outcome });
    return Promise.resolve(outcome);
  };

  settle: Reservations['settle'] = async (commands, decide) => {
    await Promise.resolve();
    const levels = new Map<string, StockLevel>([...this.listed].map(([sku, { level }]) => [sku, level]));
    const settlement = decide(commands, { reservations: this.held, levels });
    for (const [orderId, reservation] of settlement.reservations) this.held.set(orderId, reservation);
    for (const [sku, level] of settlement.levels) {
      const product = this.listed.get(sku);
      if (product !== undefined) this.listed.set(sku, { ...product, level });
    }
    this.record(
      settlement.movements.map(({ sku }) => sku),
      settlement.movements,
    );
    return settlement;
  };

  products: StockViews['products'] = (skus) => Promise.resolve(this.all().filter(({ sku }) => skus.includes(sku)));

  productPage: StockViews['productPage'] = (page, { status, search, skus }) => {
    const text = search?.toLowerCase();
    const matching = this.all()
      .filter(({ stock }) => status === undefined || status.includes(stock.status))
      .filter(({ sku }) => skus === undefined || skus.includes(sku))
      .filter(({ sku, name }) => text === undefined || [sku, name].some((part) => part.toLowerCase().includes(text)));
    return Promise.resolve(pageOf(matching, page, ({ sku }) => sku));
  };

  movementPage: StockViews['movementPage'] = (sku, page) => {
    const all = this.ledger
      .filter((movement) => movement.sku === sku)
      .map(({ orderId = null, reason = null, ...movement }, index): StockMovementView => {
        return { ...movement, orderId, reason, id: index.toString(), at: this.now };
      })
      .reverse();
    return Promise.resolve(pageOf(all, page, ({ id }) => id));
  };

  reservations: StockViews['reservations'] = (orderIds) =>
    Promise.resolve(
      orderIds.flatMap((orderId) => viewsOf(orderId, this.held.get(orderId) ?? unknownReservation, this.now)),
    );

  listen: StockFeed['listen'] = (listener) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** What happens meanwhile, watchers are told of only as a gap. */
  async whileFeedIsAway(work: () => Promise<unknown>): Promise<void> {
    this.feedIsAway = true;
    await work();
    this.feedIsAway = false;
    for (const { onGap } of this.listeners) onGap();
  }

  get watchers(): number {
    return this.listeners.size;
  }

  private apply(command: ProductCommand, decide: Parameters<Products['change']>[2]): ProductOutcome {
    const before: Product = this.listed.get(command.sku) ?? unlisted;
    const decision = decide(command, before);
    if (!decision.accepted) return { kind: 'refused', refusal: decision.refusal };
    const after = decision.events.reduce(productDecider.evolve, before);
    if (after.status === 'Unlisted') throw new Error(`${command.type} was accepted for a product that is not listed.`);
    this.listed.set(after.sku, after);
    this.record(
      [after.sku],
      decision.events.flatMap((event) => movementOf(event) ?? []),
    );
    return { kind: 'changed', product: this.viewOf(after) };
  }

  private record(changed: readonly string[], movements: readonly StockMovement[]): void {
    this.ledger.push(...movements);
    if (this.feedIsAway) return;
    for (const { onChange } of this.listeners) onChange(changed);
  }

  private all(): readonly ProductView[] {
    return [...this.listed.values()]
      .map((product) => this.viewOf(product))
      .sort((left, right) => (left.sku < right.sku ? -1 : 1));
  }

  private viewOf({ sku, name, unitPrice, active, level, reorderPoint, reorderQuantity }: ListedProduct): ProductView {
    const available = availableOf(level);
    const status = stockStatusOf(level, reorderPoint);
    const stock = { ...level, available, status, reorderPoint, reorderQuantity, updatedAt: this.now };
    return { sku, name, unitPrice, active, stock };
  }
}
