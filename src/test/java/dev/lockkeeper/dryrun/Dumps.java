package dev.lockkeeper.dryrun;

/** Dumps of the {@link Bench} shop as pg_dump writes them, for tests where no pg_dump is needed. */
public final class Dumps {
    private Dumps() {}

    /** The shop with these rows of customers and orders (COPY text, without line ends); {@code more} stands at the end. */
    public static String shop(String customers, String orders, String more) {
        return """
                --
                -- PostgreSQL database dump
                --

                \\restrict qZ3nLxT9aB

                SET statement_timeout = 0;
                SET client_encoding = 'UTF8';
                SET standard_conforming_strings = on;
                SELECT pg_catalog.set_config('search_path', '', false);
                SET check_function_bodies = false;
                SET default_tablespace = '';

                CREATE TABLE public.customers (
                    id bigint NOT NULL,
                    name text NOT NULL,
                    email text
                );
                ALTER TABLE public.customers OWNER TO shop;
                CREATE TABLE public.items (id bigint NOT NULL, order_id bigint NOT NULL, price numeric(10,2), CONSTRAINT price_check CHECK ((price >= (0)::numeric)));
                CREATE TABLE public.orders (
                    id bigint NOT NULL,
                    customer_id bigint,
                    status character varying(20),
                    qty integer,
                    amount numeric(10,2),
                    note character varying(50),
                    at timestamp without time zone DEFAULT now()
                );
                ALTER TABLE public.orders OWNER TO shop;

                COPY public.customers (id, name, email) FROM stdin;
                %s
                \\.

                COPY public.items (id, order_id, price) FROM stdin;
                \\.

                COPY public.orders (id, customer_id, status, qty) FROM stdin;
                %s
                \\.

                ALTER TABLE ONLY public.customers ADD CONSTRAINT customers_pkey PRIMARY KEY (id);
                ALTER TABLE ONLY public.items ADD CONSTRAINT items_pkey PRIMARY KEY (id);
                ALTER TABLE ONLY public.orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
                CREATE INDEX orders_status_idx ON public.orders USING btree (status);
                ALTER TABLE ONLY public.items ADD CONSTRAINT items_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.orders(id);
                %s
                \\unrestrict qZ3nLxT9aB

                --
                -- PostgreSQL database dump complete
                --
                """.formatted(customers, orders, more);
    }
}
