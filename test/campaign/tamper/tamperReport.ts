import type { TamperResult } from './runTamper.ts';

export type TamperFacts = { readonly startedAt: string; readonly elapsedMs: number; readonly command: string };

/** The page `docs/campaigns/tamper.md`. */
export function tamperPage({ startedAt, elapsedMs, command }: TamperFacts, result: TamperResult): string {
  const { tampered, byKind, genuine, verifiers, lies, disagreements, missed, falseAlarms } = result;
  const rows = [...byKind].map(([kind, count]) => `| ${kind} | ${count} |`);
  return `# Tamper campaign
Written by \`${command}\`, ${startedAt.slice(0, 10)}, ${(elapsedMs / 1000).toFixed(0)} s. Each tampering and each genuine certificate was shown to every verifier: ${verifiers.join(', ')}.
All were given the fingerprint of the station's key, as an auditor has it.

**${tampered} tamperings, ${missed.length} not named. ${genuine} genuine certificates, ${falseAlarms.length} false alarms. ${lies} lies of the station itself, ${disagreements.length} judged differently.**

| evidence | tamperings |
|---|---|
${rows.join('\n')}

What is done: each field of each statement of each ledger entry changed, dropped, doubled and added to, as it is, with all hashes and links made anew, and signed with
another key, of the station's own at another time, too; each field of the entries themselves, of certificate files, manifests and proofs; key changes with other keys, signatures left out or swapped, dropped, doubled or in another order; entries dropped, doubled, swapped, the ledger cut at every entry, with and
without new links; every letter of a checkpoint and of a label; files of exports changed, dropped, swapped, doubled, taken from another export; archives changed and cut at
${tampered > 0 ? 'hundreds of' : ''} places; the whole made anew by another key; two histories of one key. A tampering counts as named when the verifier answers "not genuine" and names what it was given.
The first station never changed its key and its certificates are of version 1; the second's are of version 2 in English, German, Polish and Chinese, with a logo and signed PDFs, and it
changed its key twice. The genuine certificates are of both versions, before and after two changes of the key, and differ in technique, read-back, canaries, numbers and the nastiest texts. A lie of the station itself is a
record, certificate or key change with one place changed before it is sealed with the genuine key: some cannot be refuted, but all verifiers must judge them alike. \`verify.html\` and \`verify.py\` do not draw PDFs; they hold them against the sealed digest.
${section('Judged differently', disagreements)}${section('Not named', missed)}${section('False alarms', falseAlarms)}`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `\n## ${title}\n${lines.map((line) => `- ${line}\n`).join('')}`;
}
