-- Undoes V20. The catalog is lost with its journal and its backups.
DROP TABLE IF EXISTS catalog_backup_exercises, catalog_backups, catalog_changes, catalog_locks, catalog_jobs_archive,
  catalog_jobs, catalog_run_summary, catalog_run_history, exercises;
DROP EXTENSION IF EXISTS pg_trgm;
DELETE FROM flyway_schema_history WHERE version = '20';
