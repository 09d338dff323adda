import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { QualityRow } from '../../../core/domain/quality.ts';
import { certificateV2 } from '../../../core/record/certificateV2.ts';
import { createDrawCheck, type DrawReport } from '../../../core/record/checkDraws.ts';
import { recordV1 } from '../../../core/record/recordV1.ts';
import { verifyLedger } from '../../../core/record/verifyLedger.ts';
import { nodeCrypto } from '../../../native/agent/ledger/nodeCrypto.ts';
import {
  type Agent,
  actsOf,
  done,
  enrolAndSignIn,
  isEnded,
  jobWhen,
  makeStationDirectory,
  PIN,
  plugDrive,
  refusedCodes,
  removeStationDirectory,
  signInFirstPerson,
  startAgent,
} from './agentProcess.ts';

const directory = makeStationDirectory();
const EVERY = ['--quality-share-ppm', '1000000'];
let agent: Agent;
let lead: string;
let wiper: { personId: string; session: string };
let quality: { personId: string; session: string };

beforeAll(async () => {
  agent = await startAgent(directory, EVERY);
  lead = await signInFirstPerson(agent.client);
  wiper = await enrolAndSignIn(agent.client, lead, 'Wanda Wiper', ['technician', 'quality']);
  quality = await enrolAndSignIn(agent.client, lead, 'Quinn Hale', ['quality']);
});
afterAll(async () => {
  await agent.stop();
  removeStationDirectory(directory);
});

async function wipe(bayId: string, serialNumber: string, lotName: string, maxBytesPerSecond: number | null = null) {
  const { client } = agent;
  const driveId = await plugDrive(client, { bayId, serialNumber, sizeMiB: 16, maxBytesPerSecond });
  const { session } = wiper;
  const wanted = { session, driveId, policyId: 'nist-clear', techniqueId: 'overwrite-zeros' } as const;
  const { token } = done(await client.call('preflight', wanted));
  const serialTail = serialNumber.slice(-4);
  const job = done(await client.call('jobs.start', { session, token, serialTail, asset: { assetTag: null, lotName } }));
  const { state } = await jobWhen(client, job.jobId, isEnded);
  if (state.kind !== 'ended') throw new Error('not ended');
  expect(state.verdict.outcome).toBe('sanitized');
  return { driveId, recordId: state.recordId };
}

const issue = (recordId: string) =>
  agent.client.call('certificates.issue', { session: quality.session, recordId, mediaSource: null, destination: null });
const decide = (
  session: string,
  recordId: string,
  decision: 'validate' | 'reject' | 'quarantine',
  recoveryTool: { name: string; outcome: 'nothing-found' | 'data-found' } | null = null,
) => agent.client.call('quality.decide', { session, pin: PIN, recordId, decision, why: 'looked at', recoveryTool });

async function rowWhen(recordId: string, wanted: (row: QualityRow) => boolean): Promise<QualityRow> {
  for (;;) {
    const found = (await agent.client.call('quality.queue', {})).rows.find((row) => row.recordId === recordId);
    if (found !== undefined && wanted(found)) return found;
    await new Promise((next) => setTimeout(next, 20));
  }
}
const isRead = ({ reverification }: QualityRow) => reverification.kind === 'ended';

/** The whole ledger, drawn again by somebody who only has the file. */
async function drawnAgain(): Promise<DrawReport> {
  const check = createDrawCheck(nodeCrypto);
  for (const line of readFileSync(join(directory.state, 'ledger.jsonl'), 'utf8').trim().split('\n')) {
    const { hash, envelope } = JSON.parse(line);
    const content = JSON.parse(Buffer.from(envelope.payload, 'base64').toString());
    if (content.format === 'wipebench-record/1') check.record(hash, recordV1.parse(content));
    if (content.format.startsWith('wipebench-certificate/')) check.certificate(content.record.recordId);
    if (content.format === 'wipebench-act/1') await check.act(content);
  }
  return check.end();
}

it('a drawn drive gets no certificate until somebody else has read it again and validated it with the PIN', async () => {
  const { client } = agent;
  const { driveId, recordId } = await wipe('bay-01', 'QUALITY0001', 'LOT-A');
  expect(await rowWhen(recordId, () => true)).toMatchObject({
    lotName: 'LOT-A',
    operatorId: wiper.personId,
    drawnFor: 'share',
    canBeReadAgain: true,
    reverification: { kind: 'none' },
  });
  expect(refusedCodes(await issue(recordId))).toEqual(['quality-pending']);
  const twice = { session: wiper.session, driveId, policyId: 'nist-clear', techniqueId: 'overwrite-zeros' } as const;
  expect(refusedCodes(await client.call('preflight', twice))).toEqual(['drive-awaits-quality']);

  // Four eyes: who wiped can neither read again nor decide, although the role would allow it.
  const reverify = { recordId, driveId };
  expect(refusedCodes(await client.call('quality.reverify', { session: wiper.session, ...reverify }))).toEqual([
    'four-eyes',
  ]);
  expect(refusedCodes(await decide(wiper.session, recordId, 'validate'))).toEqual(['four-eyes']);
  const refused = (await actsOf(client, 'act-refused')).filter(({ person }) => person?.personId === wiper.personId);
  expect(refused.map(({ details: { act, codes } }) => [act, codes])).toEqual([
    ['quality.reverify', 'four-eyes'],
    ['quality.decide', 'four-eyes'],
  ]);

  expect(refusedCodes(await decide(quality.session, recordId, 'validate'))).toEqual(['reverify-missing']);
  const withTool = { name: 'photorec', outcome: 'nothing-found' } as const;
  expect(refusedCodes(await decide(quality.session, recordId, 'validate', withTool))).toEqual(['reverify-missing']);
  const image = join(directory.bench, 'bays/bay-01.img');
  const before = readFileSync(image);
  done(await client.call('quality.reverify', { session: quality.session, ...reverify }));
  expect(await rowWhen(recordId, isRead)).toMatchObject({
    reverification: { outcome: 'clean', personId: quality.personId },
  });
  expect(readFileSync(image).equals(before)).toBe(true);

  const found = { name: 'photorec', outcome: 'data-found' } as const;
  expect(refusedCodes(await decide(quality.session, recordId, 'validate', found))).toEqual(['reverify-residue']);
  const wrongPin = { recordId, decision: 'validate', why: 'x', recoveryTool: null } as const;
  expect(
    refusedCodes(await client.call('quality.decide', { session: quality.session, pin: 'not-it', ...wrongPin })),
  ).toEqual(['pin-wrong']);
  done(await decide(quality.session, recordId, 'validate', withTool));
  expect(refusedCodes(await decide(quality.session, recordId, 'reject'))).toEqual(['quality-decided']);

  const entry = done(await issue(recordId));
  const certificate = certificateV2.parse(JSON.parse(Buffer.from(entry.envelope.payload, 'base64').toString()));
  expect(certificate.validator?.person.personId).toBe(quality.personId);
  expect(certificate.operator.person.personId).toBe(wiper.personId);

  const [reading] = await actsOf(client, 'quality-reverified');
  const sealed = recordV1.parse(
    JSON.parse(
      Buffer.from(
        done({
          outcome: 'done',
          value: (await client.call('ledger.read', { fromSeq: certificate.record.seq, limit: 1 })).entries,
        })[0]?.envelope.payload ?? '',
        'base64',
      ).toString(),
    ),
  );
  expect(reading?.details).toMatchObject({
    recordId,
    recordHash: certificate.record.hash,
    outcome: 'clean',
    mismatchBytes: 0,
  });
  expect(reading?.details.planSeed).not.toBe(sealed.verification?.planSeed);
  expect(await actsOf(client, 'quality-decided')).toMatchObject([
    {
      details: {
        decision: 'validate',
        recoveryTool: 'photorec',
        recoveryOutcome: 'nothing-found',
        reverified: 'clean',
      },
    },
  ]);
});

it('reads only the drive of the record, and what is left on it fails the sample and holds its lot for two people', async () => {
  const { client } = agent;
  const good = await wipe('bay-02', 'QUALITY0002', 'LOT-B');
  const bad = await wipe('bay-03', 'QUALITY0003', 'LOT-B');
  const other = { session: quality.session, recordId: bad.recordId, driveId: good.driveId };
  expect(refusedCodes(await client.call('quality.reverify', other))).toEqual(['drive-not-of-record']);

  const image = openSync(join(directory.bench, 'bays/bay-03.img'), 'r+');
  writeSync(image, Buffer.alloc(16 * 1024 * 1024, 'left'), 0, 16 * 1024 * 1024, 0);
  closeSync(image);
  done(
    await client.call('quality.reverify', { session: quality.session, recordId: bad.recordId, driveId: bad.driveId }),
  );
  expect(await rowWhen(bad.recordId, isRead)).toMatchObject({ reverification: { outcome: 'residue' } });
  expect((await client.call('quality.queue', {})).heldLots).toMatchObject([
    { lotName: 'LOT-B', recordId: bad.recordId, why: 'residue', approvals: [] },
  ]);
  expect(refusedCodes(await decide(quality.session, bad.recordId, 'validate'))).toEqual(['reverify-residue']);
  done(await decide(quality.session, bad.recordId, 'quarantine'));

  done(
    await client.call('quality.reverify', { session: quality.session, recordId: good.recordId, driveId: good.driveId }),
  );
  await rowWhen(good.recordId, isRead);
  done(await decide(quality.session, good.recordId, 'validate'));
  expect(refusedCodes(await issue(good.recordId))).toEqual(['lot-held']);

  // A restart, even a crash, forgets neither the hold nor the decisions.
  await agent.kill();
  agent = await startAgent(directory, EVERY);
  lead = await signInFirstPerson(agent.client);
  const again = async (personId: string) =>
    done(await agent.client.call('people.signIn', { personId, pin: PIN })).token;
  quality = { ...quality, session: await again(quality.personId) };
  wiper = { ...wiper, session: await again(wiper.personId) };
  expect(refusedCodes(await issue(good.recordId))).toEqual(['lot-held']);

  const release = (session: string) =>
    agent.client.call('quality.releaseLot', { session, pin: PIN, lotName: 'LOT-B', why: 'bay 3 was at fault' });
  expect(refusedCodes(await release(wiper.session))).toEqual(['four-eyes']);
  expect(done(await release(quality.session))).toEqual({ released: false });
  expect(refusedCodes(await release(quality.session))).toEqual(['four-eyes']);
  expect(refusedCodes(await issue(good.recordId))).toEqual(['lot-held']);
  expect(done(await release(lead))).toEqual({ released: true });
  expect(refusedCodes(await release(lead))).toEqual(['lot-not-held']);
  done(await issue(good.recordId));
  expect(refusedCodes(await issue(bad.recordId))).toEqual(['quality-rejected']);
});

it('a reading that an ended agent left unfinished says nothing, and is done again', async () => {
  const { client } = agent;
  await client.call('virtual.unplug', { bayId: 'bay-04' });
  const { driveId, recordId } = await wipe('bay-04', 'QUALITY0004', 'LOT-C', 16_000_000);
  const begun = client.call('quality.reverify', { session: quality.session, recordId, driveId });
  const second = client.call('quality.reverify', { session: quality.session, recordId, driveId });
  const codes = (await Promise.all([begun, second])).flatMap((answer) => {
    return answer.outcome === 'refused' ? refusedCodes(answer) : ['begun'];
  });
  expect(codes.sort()).toEqual(['begun', 'reverify-running']);
  await agent.stop();
  agent = await startAgent(directory, EVERY);
  lead = await signInFirstPerson(agent.client);
  const { token } = done(await agent.client.call('people.signIn', { personId: quality.personId, pin: PIN }));
  quality = { ...quality, session: token };
  const { reverification } = await rowWhen(recordId, () => true);
  if (reverification.kind === 'none') {
    const here = (await agent.client.call('snapshot', {})).drives.find(({ bayId }) => bayId === 'bay-04');
    done(await agent.client.call('quality.reverify', { session: token, recordId, driveId: here?.driveId ?? '' }));
  }
  expect(await rowWhen(recordId, isRead)).toMatchObject({ reverification: { outcome: 'clean' } });
});

it('with the smallest share a lot still gets its one, told with the seed at the close; anybody draws the same again', async () => {
  await agent.stop();
  agent = await startAgent(directory, ['--quality-share-ppm', '0']);
  lead = await signInFirstPerson(agent.client);
  const { client } = agent;
  const again = async (personId: string) => done(await client.call('people.signIn', { personId, pin: PIN })).token;
  wiper = { ...wiper, session: await again(wiper.personId) };
  quality = { ...quality, session: await again(quality.personId) };
  for (const bayId of ['bay-01', 'bay-02', 'bay-03']) await client.call('virtual.unplug', { bayId });
  const first = await wipe('bay-01', 'QUALITY0011', 'LOT-D');
  const second = await wipe('bay-02', 'QUALITY0012', 'LOT-D');
  const entry = done(await issue(first.recordId));
  const certificate = certificateV2.parse(JSON.parse(Buffer.from(entry.envelope.payload, 'base64').toString()));
  expect(certificate.validator).toBeNull();
  expect(certificate.attestations).toContain('quality-draw-open');

  const openDraws = (await client.call('quality.queue', {})).openDraws;
  expect(openDraws.find(({ lotName }) => lotName === 'LOT-D')).toMatchObject({ records: 2, drawn: 0 });
  const ledgerText = readFileSync(join(directory.state, 'ledger.jsonl'), 'utf8');
  const close = () => client.call('quality.closeDraw', { session: quality.session, lotName: 'LOT-D' });
  const { drawnRecordIds, seedHex } = done(await close());
  // The one that has its certificate already is not drawn while there is another.
  expect(drawnRecordIds).toEqual([second.recordId]);
  expect(refusedCodes(await close())).toEqual(['draw-unknown']);
  expect(refusedCodes(await issue(second.recordId))).toEqual(['quality-pending']);
  for (const line of ledgerText.trim().split('\n')) {
    expect(Buffer.from(JSON.parse(line).envelope.payload, 'base64').toString()).not.toContain(seedHex);
  }

  for (const lotName of ['LOT-A', 'LOT-B', 'LOT-C']) {
    done(await client.call('quality.closeDraw', { session: lead, lotName }));
  }
  const { draws, problems } = await drawnAgain();
  expect(problems).toEqual([]);
  expect(draws.map(({ lotName, state, records, drawn }) => [lotName, state, records, drawn])).toEqual([
    ['LOT-D', 'closed', 2, 1],
    ['LOT-A', 'closed', 1, 1],
    ['LOT-B', 'closed', 2, 2],
    ['LOT-C', 'closed', 1, 1],
  ]);
  const names = { subject: 'ledger.jsonl', checkpointSubject: 'checkpoint.txt', pinnedKeyId: null };
  const note = readFileSync(join(directory.state, 'checkpoint.txt'), 'utf8');
  const bytes = readFileSync(join(directory.state, 'ledger.jsonl'));
  const report = await verifyLedger(bytes, note, names, nodeCrypto);
  expect(report.outcome).toBe('genuine');
  expect(report.findings).toContainEqual(
    expect.objectContaining({ code: 'draws-hold', details: { closed: 4, open: 0 } }),
  );
});
