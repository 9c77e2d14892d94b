create table orders (id bigint generated always as identity primary key, reference bigint not null, status text not null, step text not null default 'ReservingStock', total bigint not null);
create index on orders (reference);
create table order_lines (order_id bigint not null, sku int not null, quantity int not null, primary key (order_id, sku));
create table stock (sku int primary key, on_hand int not null, reserved int not null, check (reserved <= on_hand));
insert into stock select sku, 1000000000, 0 from generate_series(1, 1000) as sku;
create table reservations (reference bigint not null, sku int not null);
create table payments (id bigint generated always as identity primary key, reference bigint not null, amount bigint not null, status text not null);
create table events (position bigint generated always as identity primary key, aggregate bigint not null, type text not null, data jsonb not null, at timestamptz not null default now());
