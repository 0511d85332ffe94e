-- Undoes V1 with every request, and V2 to V6, V10 to V13, V17 and V19, which go with their tables or build on them. Meant for an
-- empty installation.
DROP TABLE IF EXISTS webhook_deliveries, webhook_secrets, webhook_endpoints;
DROP TABLE IF EXISTS chat_messages, run_handovers, agent_tasks, run_artifacts, agent_logs, agent_run_events, dead_letters, agent_runs;
DROP TABLE IF EXISTS audit_log, service_heartbeats, idempotency_keys, request_events, contents, content_requests;
DELETE FROM flyway_schema_history WHERE version IN ('1', '2', '3', '4', '5', '6', '10', '11', '12', '13', '17', '19');
