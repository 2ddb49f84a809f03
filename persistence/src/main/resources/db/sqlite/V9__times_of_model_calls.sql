-- When a model call was booked; NULL while it is in flight, and for calls of earlier versions.
ALTER TABLE model_call ADD COLUMN finished_at BIGINT;
