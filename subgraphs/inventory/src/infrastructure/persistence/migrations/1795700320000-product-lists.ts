import type { MigrationInterface, QueryRunner } from 'typeorm';

/*
 * The reorder point moves to the level, so that the status is a column of one row and can be indexed. The level is written
 * with every reservation, which rarely changes the status: an index on a column that keeps its value does not keep an
 * update from staying on its page (HOT).
 */
const status = `
alter table stock_levels add column reorder_point integer not null default 0 check (reorder_point >= 0);
update stock_levels set reorder_point = products.reorder_point from products where products.sku = stock_levels.sku;
alter table stock_levels alter column reorder_point drop default;
alter table products drop column reorder_point;

-- The domain's stockStatusOf, in SQL.
alter table stock_levels add column status text not null generated always as (case
  when on_hand = reserved then 'OUT_OF_STOCK'
  when on_hand - reserved <= reorder_point then 'LOW_STOCK'
  else 'IN_STOCK' end) stored;
create index stock_levels_by_status on stock_levels (status, sku);
`;

/*
 * Part of a text is found by its grams: what begins at each character and is three characters long, or shorter at the end.
 * A text has all the grams of a part of it that are three long; what is searched for by less is the beginning of a gram.
 */
const search = `
create function search_grams(given text) returns text[] language sql immutable parallel safe
return array(select substr(lower(given), place, 3) from generate_series(1, length(lower(given))) as place);

create function product_grams(sku text, name text) returns tsvector language sql immutable parallel safe
return array_to_tsvector(search_grams(sku) || search_grams(name));

create function search_query(given text) returns tsquery language sql stable parallel safe
return (
  select string_agg(
    '''' || replace(replace(gram, '\\', '\\\\'), '''', '''''') || '''' || case when length(gram) < 3 then ':*' else '' end,
    ' & ')::tsquery
  from unnest(search_grams(given)) as gram
  where length(gram) = 3 or gram = lower(given));

create index products_by_grams on products using gin (product_grams(sku, name));
`;

/** Each list is read from an index that has its order: docs/decisions/0019. */
export class ProductLists1795700320000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [status, search]) await runner.query(sql);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations only go forward.'));
  }
}
