-- The minimal SQL of an order that is settled by five transactions of three contexts:
-- one statement and one commit each. Two lines of 1,000 products; every order its own row.
\set first random(1, 500)
\set second random(501, 1000)
\set order_id random(1, 2000000000)
with o as (insert into orders (reference, status, total) values (:order_id, 'PENDING', 2500) returning id),
     l as (insert into order_lines (order_id, sku, quantity) select id, s, 1 from o, (values (:first::int), (:second::int)) as skus (s))
insert into events (aggregate, type, data) select id, 'order-created', '{"total":"2500"}' from o;
with s as (update stock set reserved = reserved + 1 where sku in (:first::int, :second::int) and on_hand > reserved returning sku),
     r as (insert into reservations (reference, sku) select :order_id, sku from s)
insert into events (aggregate, type, data) values (:order_id, 'stock-reserved', '{"lines":2}');
with o as (update orders set step = 'TakingPayment' where reference = :order_id returning id)
insert into events (aggregate, type, data) select id, 'payment-requested', '{"amount":"2500"}' from o;
with p as (insert into payments (reference, amount, status) values (:order_id, 2500, 'CAPTURED') returning id)
insert into events (aggregate, type, data) select id, 'payment-captured', '{"amount":"2500"}' from p;
with o as (update orders set status = 'PAID', step = 'Completed' where reference = :order_id returning id)
insert into events (aggregate, type, data) select id, 'order-paid', '{}' from o;
