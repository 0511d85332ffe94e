-- Undoes V12. Endpoints, their secrets and the log of deliveries are lost, and so is whatever has not been delivered.
DROP TABLE IF EXISTS webhook_deliveries;
DROP TABLE IF EXISTS webhook_secrets;
DROP TABLE IF EXISTS webhook_endpoints;
ALTER TABLE content_requests DROP COLUMN IF EXISTS callback_url;
DELETE FROM flyway_schema_history WHERE version = '12';
