-- Computes every entry's hash again from what it binds (docs/record-format.md, "Ledger entry"): empty when all is well. Needs PostgreSQL's own sha256(bytea),
-- version 11 and later, so also YugabyteDB and Citus. CockroachDB's sha256 answers hex text: leave both encode(..., 'hex') around it away there.
CREATE OR REPLACE VIEW wipebench_wrong_hashes AS
SELECT ledger_id, seq, hash, computed
FROM (SELECT ledger_id, seq, hash,
        encode(sha256(convert_to(
          '{"envelopeSha256":"' || encode(sha256(convert_to(envelope, 'UTF8')), 'hex') || '","prev":"' || prev || '","seq":' || CAST(seq AS text) || '}',
          'UTF8')), 'hex') AS computed
      FROM wipebench_entries) AS hashed
WHERE hash <> computed;
