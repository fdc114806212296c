-- an index on a table made two lines above
-- expect: input=clean verdict=approved findings=none
CREATE TABLE order_notes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id bigint NOT NULL,
  note text NOT NULL
);
CREATE INDEX order_notes_order_id_idx ON order_notes (order_id);
