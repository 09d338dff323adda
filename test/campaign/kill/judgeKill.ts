import { type KillEvidence, LEFT } from './killEvidence.ts';

/** What is wrong with a station after a kill, in words; nothing when every promise was kept. Pure. */
export function judgeKill(evidence: KillEvidence): string[] {
  return [
    ...ledgerProblems(evidence),
    ...jobProblems(evidence),
    ...certificateProblems(evidence),
    ...labelProblems(evidence),
    ...exportProblems(evidence),
    ...uploadProblems(evidence),
    ...leftProblems(evidence),
  ];
}

function ledgerProblems({ ledger, mirror }: KillEvidence): string[] {
  const problems: string[] = [];
  if (ledger.outcome !== 'genuine') problems.push(`the ledger is ${ledger.outcome}: ${ledger.findings.join('; ')}`);
  if (!ledger.beginsAsBefore) problems.push('entries that stood whole at the kill are lost or changed');
  if (mirror.problem !== null) problems.push(`the station's copy of the ledger: ${mirror.problem}`);
  if (mirror.entries !== ledger.hashes.length)
    problems.push(`the station's copy has ${mirror.entries} entries, the ledger ${ledger.hashes.length}`);
  return problems;
}

function jobProblems({ jobs, ledger }: KillEvidence): string[] {
  const problems = jobs.open.map((jobId) => `job ${jobId} never ended`);
  const known = new Set([...jobs.answered, ...jobs.done]);
  for (const jobId of known) {
    const records = ledger.records.filter((record) => record.jobId === jobId).length;
    if (records !== 1 && !jobs.open.includes(jobId)) problems.push(`job ${jobId} has ${records} records`);
  }
  for (const { jobId, recordId } of ledger.records)
    if (!known.has(jobId)) problems.push(`record ${recordId} is of a job that nobody knows`);
  problems.push(...doubled(ledger.records.map(({ recordId }) => recordId)).map((id) => `record ${id} is doubled`));
  return problems;
}

function certificateProblems({ ledger, certificateFiles }: KillEvidence): string[] {
  const problems: string[] = [];
  for (const { recordId, outcome } of ledger.records) {
    const issued = ledger.certificates.filter((certificate) => certificate.recordId === recordId).length;
    const due = outcome === 'sanitized' ? 1 : 0;
    if (issued !== due) problems.push(`record ${recordId} (${outcome}) has ${issued} certificates instead of ${due}`);
  }
  const ids = ledger.certificates.map(({ certificateId }) => certificateId);
  problems.push(...doubled(ids).map((id) => `certificate ${id} is doubled`));
  const wanted = new Set(ids.flatMap((id) => [`${id}.json`, `${id}.pdf`]));
  for (const { name, outcome } of certificateFiles) {
    if (!wanted.delete(name)) problems.push(`${name} is a file of no certificate`);
    else if (outcome !== 'genuine') problems.push(`${name} is ${outcome}`);
  }
  problems.push(...[...wanted].map((name) => `${name} is missing`));
  return problems;
}

function labelProblems({ labels, strangeLabels, ledger }: KillEvidence): string[] {
  const problems: string[] = [];
  for (const { labelId, copy, reason, state, notFound, onPaper } of labels) {
    if (state !== 'printed') problems.push(`label ${labelId} ended ${state}`);
    // Whoever looks finds what came out; only what did not come out is printed again.
    if (onPaper !== 1)
      problems.push(`label ${labelId} is on paper ${onPaper} times (looked for in vain ${notFound} times)`);
    if (copy > 1 && (reason ?? '') === '') problems.push(`label ${labelId} is a copy without a reason`);
  }
  for (const { recordId } of ledger.records) {
    const first = labels.filter((label) => label.recordId === recordId && label.copy === 1).length;
    if (first !== 1) problems.push(`record ${recordId} has ${first} first labels`);
  }
  if (strangeLabels > 0) problems.push(`${strangeLabels} labels on paper are none of the queue's`);
  return problems;
}

function exportProblems({ exports, exportsAnswered }: KillEvidence): string[] {
  const names = new Set(exports.map(({ name }) => name));
  return [
    ...exports
      .filter(({ outcome }) => outcome !== 'genuine')
      .map(({ name, outcome }) => `export ${name} is ${outcome}`),
    ...exportsAnswered.filter((name) => !names.has(name)).map((name) => `export ${name} was answered and is lost`),
  ];
}

function uploadProblems({ ledger, folder, endpoint }: KillEvidence): string[] {
  const problems: string[] = [];
  const compare = (place: string, taken: readonly { readonly seq: number; readonly hash: string | null }[]) => {
    for (const { seq, hash } of taken)
      if (hash !== ledger.hashes[seq]) problems.push(`${place}: entry ${seq} is not the ledger's`);
    const seqs = taken.map(({ seq }) => seq);
    problems.push(...doubled(seqs.map(String)).map((seq) => `${place}: entry ${seq} is there twice`));
    for (const seq of ledger.hashes.keys()) if (!seqs.includes(seq)) problems.push(`${place}: entry ${seq} is missing`);
  };
  compare('folder', folder.entries);
  compare('endpoint', endpoint.taken);
  if (endpoint.taken.some(({ seq }, index) => seq !== index)) problems.push('endpoint: entries came out of order');
  problems.push(...endpoint.differing.map((key) => `endpoint: ${key} came with two bodies`));
  problems.push(...folder.others.map((name) => `folder: ${name} is no entry and no certificate`));
  const wanted = new Set(ledger.certificates.map(({ certificateId }) => `${certificateId}.json`));
  for (const { name, outcome } of folder.certificates) {
    if (!wanted.delete(name)) problems.push(`folder: ${name} is of no certificate`);
    else if (outcome !== 'genuine') problems.push(`folder: ${name} is ${outcome}`);
  }
  problems.push(...[...wanted].map((name) => `folder: ${name} is missing`));
  return problems;
}

function leftProblems({ left, said, agentFiles }: KillEvidence): string[] {
  const silent = left.filter(({ kind }) => !LEFT[kind].some((code) => said.includes(code)));
  return [
    ...silent.map(({ kind, what }) => `the start said nothing of a ${kind} (${what})`),
    ...agentFiles.filter((name) => name.endsWith('.new')).map((name) => `${name} was left in the agent's folder`),
  ];
}

function doubled(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
