-- What retention forgets: the oldest are the first pages, so a few pages of index do.
CREATE INDEX audit_log_age ON audit_log USING brin (created_at);
