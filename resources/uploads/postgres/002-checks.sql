-- Checks of every station's chain: each view is empty when all is well. No recursion: a chain holds when every entry fits the one before it.

-- Places that are missing between the first and the last entry that came.
CREATE OR REPLACE VIEW wipebench_gaps AS
SELECT ledger_id, expected AS first_missing, seq - 1 AS last_missing
FROM (SELECT ledger_id, seq, coalesce(lag(seq) OVER (PARTITION BY ledger_id ORDER BY seq) + 1, 0) AS expected
      FROM wipebench_entries) AS placed
WHERE seq <> expected;

-- Entries that do not name the hash of the entry before them.
CREATE OR REPLACE VIEW wipebench_broken_links AS
SELECT ledger_id, seq, prev, expected
FROM (SELECT ledger_id, seq, prev,
        lag(seq) OVER (PARTITION BY ledger_id ORDER BY seq) AS seq_before,
        CASE WHEN seq = 0 THEN repeat('0', 64) ELSE lag(hash) OVER (PARTITION BY ledger_id ORDER BY seq) END AS expected
      FROM wipebench_entries) AS linked
WHERE (seq = 0 OR seq_before = seq - 1) AND prev <> expected;

-- Certificate entries without their certificate, and certificates without their entry.
CREATE OR REPLACE VIEW wipebench_unmatched_certificates AS
SELECT e.ledger_id, e.seq, 'no certificate' AS problem
FROM wipebench_entries AS e LEFT JOIN wipebench_certificates AS c ON c.ledger_id = e.ledger_id AND c.seq = e.seq
WHERE e.payload_type LIKE 'application/vnd.wipebench.certificate.v%+json' AND c.ledger_id IS NULL
UNION ALL
SELECT c.ledger_id, c.seq, 'no entry'
FROM wipebench_certificates AS c LEFT JOIN wipebench_entries AS e ON e.ledger_id = c.ledger_id AND e.seq = c.seq
WHERE e.ledger_id IS NULL OR e.payload_type NOT LIKE 'application/vnd.wipebench.certificate.v%+json';

-- One line a station: how much came, the newest entry, and how many of each trouble. "good" is what a report shows.
CREATE OR REPLACE VIEW wipebench_stations AS
SELECT s.ledger_id, s.station_id, s.entries, s.last_seq, s.last_received_at,
  (SELECT count(*) FROM wipebench_certificates AS c WHERE c.ledger_id = s.ledger_id) AS certificates,
  (SELECT count(*) FROM wipebench_gaps AS g WHERE g.ledger_id = s.ledger_id) AS gaps,
  (SELECT count(*) FROM wipebench_broken_links AS b WHERE b.ledger_id = s.ledger_id) AS broken_links,
  (SELECT count(*) FROM wipebench_unmatched_certificates AS u WHERE u.ledger_id = s.ledger_id) AS unmatched_certificates,
  (SELECT count(*) FROM wipebench_forks AS f WHERE f.ledger_id = s.ledger_id) AS forks
FROM (SELECT ledger_id, min(station_id) AS station_id, count(*) AS entries, max(seq) AS last_seq, max(received_at) AS last_received_at
      FROM wipebench_entries GROUP BY ledger_id) AS s;

-- A station's ledger as a file that "wipebench verify" takes, with every signature:
--   psql -At -c "SELECT line FROM wipebench_ledger_lines WHERE ledger_id = '...' ORDER BY seq" > ledger.jsonl
--   psql -At -c "SELECT checkpoint FROM wipebench_entries WHERE ledger_id = '...' ORDER BY seq DESC LIMIT 1" | head -c -1 > checkpoint.txt
CREATE OR REPLACE VIEW wipebench_ledger_lines AS
SELECT ledger_id, seq, '{"envelope":' || envelope || ',"hash":"' || hash || '","prev":"' || prev || '","seq":' || CAST(seq AS text) || '}' AS line
FROM wipebench_entries;
