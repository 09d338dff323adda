-- Wipebench uploads: the tables of the central database. Run once, as their owner:
--   psql -v ON_ERROR_STOP=1 -1 -f 001-tables.sql -f 002-checks.sql -f 003-hashes.sql
-- Then one user a station, which can add and read but neither change nor delete:
--   GRANT INSERT, SELECT ON wipebench_entries, wipebench_certificates, wipebench_forks TO <station user>;
--
-- Portable on purpose (PostgreSQL 11 and later, CockroachDB, YugabyteDB, Citus): no sequence, no trigger, no extension; the ledger, that is the station,
-- is the first column of every key. On Citus, after this file: SELECT create_distributed_table('wipebench_entries', 'ledger_id'); and the same for the
-- other two tables.

-- One row an entry of one station's ledger. "envelope" is the canonical JSON that "hash" binds (docs/record-format.md).
CREATE TABLE IF NOT EXISTS wipebench_entries (
  ledger_id    varchar(64) NOT NULL CHECK (length(ledger_id) = 64),
  seq          bigint NOT NULL CHECK (seq >= 0),
  prev         varchar(64) NOT NULL CHECK (length(prev) = 64),
  hash         varchar(64) NOT NULL CHECK (length(hash) = 64),
  payload_type text NOT NULL,
  envelope     text NOT NULL,
  checkpoint   text NOT NULL,
  station_id   text NOT NULL,
  public_key   text NOT NULL,
  received_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (ledger_id, seq)
);

-- One row a certificate. "file" is the certificate's own file, byte for byte; the other columns repeat it for searching and prove nothing.
CREATE TABLE IF NOT EXISTS wipebench_certificates (
  ledger_id      varchar(64) NOT NULL,
  seq            bigint NOT NULL,
  certificate_id text NOT NULL,
  record_id      text NOT NULL,
  issued_at      timestamptz NOT NULL,
  virtual        boolean NOT NULL,
  model          text,
  serial_number  text,
  asset_tag      text,
  lot_name       text,
  method         text NOT NULL,
  technique      text NOT NULL,
  file           text NOT NULL,
  PRIMARY KEY (ledger_id, seq)
);
CREATE INDEX IF NOT EXISTS wipebench_certificates_by_id ON wipebench_certificates (certificate_id);
CREATE INDEX IF NOT EXISTS wipebench_certificates_by_serial ON wipebench_certificates (serial_number);
CREATE INDEX IF NOT EXISTS wipebench_certificates_by_asset ON wipebench_certificates (asset_tag);

-- What a station brought for a place that held another entry already. Nothing is overwritten; two entries for one place are a fork, and both are kept.
CREATE TABLE IF NOT EXISTS wipebench_forks (
  ledger_id  varchar(64) NOT NULL,
  seq        bigint NOT NULL,
  hash       varchar(64) NOT NULL,
  prev       varchar(64) NOT NULL,
  envelope   text NOT NULL,
  checkpoint text NOT NULL,
  seen_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (ledger_id, seq, hash)
);
