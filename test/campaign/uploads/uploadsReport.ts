import type { UploadsOptions, UploadsResult } from './runUploads.ts';

/** The page `docs/campaigns/uploads.md`. */
export function uploadsPage(
  { startedAt, elapsedMs, command }: { startedAt: string; elapsedMs: number; command: string },
  { stations, certificatesEach, seed }: UploadsOptions,
  result: UploadsResult,
): string {
  const { entries, certificates, expectedEntries, expectedCertificates, problems, restarts, uploadMs } = result;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(0)} s`;
  return `# Uploads campaign
Written by \`${command}\`, ${startedAt.slice(0, 10)}, ${seconds(elapsedMs)}, of which the upload took ${seconds(uploadMs)}. PostgreSQL ${result.postgres}, seed ${seed}.

**${stations} stations with ${certificatesEach} certificates each: ${certificates} certificate rows of ${expectedCertificates}, ${entries} ledger entries of ${expectedEntries}, ${problems.length} problems.**

| what was done to them meanwhile | how often |
|---|---|
| server restarted (${restarts.join(', ')}) | ${restarts.length} |
| backend ended by \`pg_terminate_backend\` | ${result.terminated} |
| connection cut inside a message by the proxy | ${result.cuts} |
| connection gone silent and left open by the proxy | ${result.stalls} |
| station process killed by SIGKILL | ${result.kills} |
| connections made in all | ${result.connections} |

Each station is a process of its own (\`wipebench upload --until-empty\`) with a ledger and a key of its own, made by the station's mirror code from one template record. All of them
connect through a TCP proxy that lets a random number of bytes pass and then cuts the connection in the middle of a message, or, one in eight, goes silent for good, as a pulled cable does. Restarts and kills are spread over
the rows that came, not over the clock; \`immediate\` is a crash of the server. Afterwards the rows are counted, the shipped checks (gaps, links, hashes, forks, unmatched
certificates) run over all of them, and every station's ledger is read out of the database and verified to the last signature against the station's real key, its end against the
signed checkpoint; one certificate file in fifty is verified by itself.
${problems.length === 0 ? '' : `\n## Problems\n${problems.map((line) => `- ${line}\n`).join('')}`}`;
}
