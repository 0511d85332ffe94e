-- Whoever decides about slots holds the lock of their schedule. This constraint asked again for every row whether there
-- is one, at nearly half of the row's price. A schedule is forgotten only after its ledger.
ALTER TABLE schedule_decisions DROP CONSTRAINT schedule_decisions_schedule_id_fkey;
