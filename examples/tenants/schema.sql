CREATE TABLE tenant_origins (
  origin text PRIMARY KEY,
  tenant text NOT NULL
);

-- Tells every process which origin it no longer knows about, as soon as the change is committed.
CREATE FUNCTION announce_origin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM pg_notify('tenant_origins', OLD.origin); END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM pg_notify('tenant_origins', NEW.origin); END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON tenant_origins
  FOR EACH ROW EXECUTE FUNCTION announce_origin();
