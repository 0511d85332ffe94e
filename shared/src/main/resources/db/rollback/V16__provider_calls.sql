-- Undoes V16, and V21, which builds on it. What was spent is forgotten, and what was bought is bought again.
DROP TABLE IF EXISTS call_cache;
DROP TABLE IF EXISTS provider_limits;
DROP TABLE IF EXISTS budget_days;
DROP TABLE IF EXISTS budgets;
DROP TABLE IF EXISTS provider_calls;
DELETE FROM flyway_schema_history WHERE version IN ('16', '21');
