-- Undoes V8. Which commands were received is forgotten: one that is delivered again afterwards is carried out again.
DROP TABLE IF EXISTS received_commands;
DELETE FROM flyway_schema_history WHERE version = '8';
