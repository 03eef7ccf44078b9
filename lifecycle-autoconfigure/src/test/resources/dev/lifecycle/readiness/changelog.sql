--liquibase formatted sql

--changeset app:customers
create table ${table} (id int);

--changeset app:orders context:orders
create table orders (id int);
