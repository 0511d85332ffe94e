-- Who may do what in the database; may be run any number of times, by Cloud SQL's postgres user.
-- The owner's tables are made by the migration job; the services read and write rows, and change no table.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'millrace_owner') THEN CREATE ROLE millrace_owner NOLOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'millrace_service') THEN CREATE ROLE millrace_service NOLOGIN; END IF;
END $$;
GRANT millrace_owner TO CURRENT_USER;
GRANT CREATE, USAGE ON SCHEMA public TO millrace_owner;
GRANT USAGE ON SCHEMA public TO millrace_service;
ALTER DEFAULT PRIVILEGES FOR ROLE millrace_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO millrace_service;
ALTER DEFAULT PRIVILEGES FOR ROLE millrace_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO millrace_service;
GRANT millrace_owner TO "migrate@${PROJECT}.iam";
GRANT millrace_service TO "agents-api@${PROJECT}.iam", "content-worker@${PROJECT}.iam", "scheduler-service@${PROJECT}.iam", "catalog@${PROJECT}.iam";
