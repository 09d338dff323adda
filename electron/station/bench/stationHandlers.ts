import type { Page } from '../../../core/contract/pageView.ts';
import type { EventData, EventName } from '../../../core/contract/rpc.ts';
import type { Handlers } from '../../../core/contract/rpcServer.ts';
import type { PersonAct, StationContract } from '../../../core/contract/station.ts';
import type { StationSnapshot } from '../../../core/contract/stationSnapshot.ts';
import type { UploadSinkView } from '../../../core/contract/uploadVerbs.ts';
import { because } from '../../../core/domain/reason.ts';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';
import type { AgentConnection } from '../agentLink/agentConnection.ts';
import type { CertificateFiles, DrawCertificate } from '../certificateStore/certificateFiles.ts';
import type { CertificateRows } from '../certificateStore/certificateRows.ts';
import type { DestructionHandlers } from '../certificateStore/destructionRoom.ts';
import type { MendFiles } from '../certificateStore/mendFiles.ts';
import { verifyStoredCertificate } from '../certificateStore/verifyStoredCertificate.ts';
import type { ExportRoom } from '../exports/exportRoom.ts';
import { derive } from '../ledgerMirror/deriveRows.ts';
import type { LedgerMirror } from '../ledgerMirror/ledgerMirror.ts';
import type { LotHandlers } from '../lots/lotRoom.ts';
import type { ReceivingHandlers } from '../lots/receiving/receivingHandlers.ts';
import { storageTrouble } from '../paths/durableFile.ts';
import type { RecordRows } from '../records/recordRows.ts';
import type { MakeChange } from '../settings/settingChanges.ts';
import type { SetupHandlers } from '../settings/setupRoom.ts';
import type { SinkHandlers } from '../uploads/sinkRoom.ts';
import type { Uploader } from '../uploads/uploader.ts';
import type { AskAgent } from './askAgent.ts';
import type { FollowUp } from './followUp.ts';
import type { LabelDesk } from './labelDesk.ts';
import type { Languages } from './languages.ts';
import type { Notices } from './notices.ts';
import type { PaperRoom } from './paperRoom.ts';
import type { Sessions } from './sessions.ts';
import type { SignedActs } from './signedActs.ts';
import type { WindowCaller } from './windowCaller.ts';

/** The rooms that the window's calls reach. */
export type StationRooms = {
  readonly agent: AgentConnection;
  readonly ask: AskAgent;
  readonly sessions: Sessions;
  readonly signed: SignedActs;
  readonly records: RecordRows;
  readonly certificates: CertificateRows;
  readonly files: CertificateFiles;
  readonly mendFiles: MendFiles;
  readonly destructions: DestructionHandlers;
  readonly destructionFiles: CertificateFiles;
  readonly mirror: LedgerMirror;
  readonly labels: LabelDesk;
  readonly paper: PaperRoom;
  readonly languages: Languages;
  readonly changing: MakeChange;
  readonly followUp: FollowUp;
  readonly uploads: Uploader;
  readonly crypto: VerifyingCrypto;
  readonly snapshot: () => StationSnapshot;
  readonly draw: DrawCertificate;
  readonly notice: Notices['add'];
  readonly pagesOf: (fileBytes: Uint8Array) => Promise<Page[]>;
  readonly exports: ExportRoom;
  readonly lots: LotHandlers;
  readonly receiving: ReceivingHandlers;
  readonly sinks: SinkHandlers;
  readonly setup: SetupHandlers;
  readonly lastActs: (personId: string) => { acts: PersonAct[]; lookedThrough: number };
};

/** Tells all windows. */
export type Tell = <Name extends EventName<StationContract>>(
  name: Name,
  data: EventData<StationContract, Name>,
) => void;

/** The sink's state, or that there is none of that name. */
function ofSink(sink: string, view: UploadSinkView | null): Answer<UploadSinkView> {
  if (view === null) return { outcome: 'refused', refusals: [refuse('upload-sink-unknown', { sink })] };
  return { outcome: 'done', value: view };
}

/** What each call of the window's contract does. Drives and people are the agent's: those calls are passed on with the person's session. */
export function stationHandlers(rooms: StationRooms): Handlers<StationContract, WindowCaller> {
  const { agent, ask, sessions, records, certificates, files, labels, languages, changing } = rooms;
  const { signedIn, forLead } = rooms.signed;

  return {
    snapshot: rooms.snapshot,
    'people.enrol': (input) => ask('people.enrol', input),
    'people.signIn': async (input) => remembered(await ask('people.signIn', input)),
    'people.signInByBadge': async (input) => remembered(await ask('people.signInByBadge', input)),
    async 'people.signOut'(input) {
      sessions.closed(input.session);
      // With the link lost the agent forgets the session by its own clock.
      return agent.state().state === 'lost' ? {} : agent.call('people.signOut', input);
    },
    'people.setRoles': (input) => ask('people.setRoles', input),
    'people.setStanding': (input) => ask('people.setStanding', input),
    'people.setCompetences': (input) => ask('people.setCompetences', input),
    'people.setBadge': (input) => ask('people.setBadge', input),
    'people.resetPin': (input) => ask('people.resetPin', input),
    'people.session': (input) => ask('people.session', input),
    'people.lastActs': ({ session, personId }) =>
      forLead('people.lastActs', session, () => ({ outcome: 'done', value: rooms.lastActs(personId) })),
    'quality.queue': (input) => agent.call('quality.queue', input),
    'quality.closeDraw': (input) => ask('quality.closeDraw', input),
    'quality.reverify': (input) => ask('quality.reverify', input),
    async 'quality.decide'(input) {
      const answer = await ask('quality.decide', input);
      if (answer.outcome === 'done' && input.decision === 'validate') await certify(input.recordId, input.session);
      return answer;
    },
    async 'quality.releaseLot'(input) {
      const answer = await ask('quality.releaseLot', input);
      if (answer.outcome === 'done' && answer.value.released) rooms.followUp.lotFreed(input.lotName, input.session);
      return answer;
    },
    'bays.view': (input) => ask('bays.view', input),
    'bays.setMap': (input) => ask('bays.setMap', input),
    'bays.locate': (input) => ask('bays.locate', input),
    plan: (input) => ask('plan', input),
    preflight: (input) => ask('preflight', input),
    async 'jobs.start'(input) {
      const answer = await ask('jobs.start', input);
      if (answer.outcome === 'done') sessions.jobStarted(answer.value.jobId, input.session);
      return answer;
    },
    'jobs.cancel': (input) => ask('jobs.cancel', input),
    'jobs.journal': (input) => ask('jobs.journal', input),
    'records.list': (input) => records.list(input),
    'records.open': (input) => records.open(input.recordId),
    'certificates.list': (input) => certificates.list(input),
    async 'certificates.issue'(input) {
      const answer = await ask('certificates.issue', input);
      if (answer.outcome === 'refused') return answer;
      const derived = derive(answer.value);
      if (derived.kind !== 'certificate') throw new Error(`the agent issued something else: ${derived.kind}`);
      try {
        await rooms.mirror.pull();
      } catch (cause) {
        // It is issued and sealed. The copy follows once there is room: the pull for the agent's own announcement has failed as well, and said so.
        if (storageTrouble(cause) === null) throw cause;
      }
      await rooms.followUp.settled();
      return { outcome: 'done', value: { certificateId: derived.certificate.certificateId } };
    },
    async 'certificates.open'({ certificateId }) {
      const opened = await certificates.open(certificateId);
      if (opened.outcome === 'refused') return opened;
      const { certificate, file, fileBytes } = opened.value;
      await rooms.mendFiles(files, certificateId);
      return {
        outcome: 'done',
        value: {
          certificate,
          seq: file.certificate.seq,
          hash: file.certificate.hash,
          pages: await rooms.pagesOf(fileBytes),
          jsonPath: files.jsonPath(certificateId),
          pdfPath: files.pdfPath(certificateId),
          refusedByQuality: certificates.row(certificateId)?.refusedByQuality ?? null,
        },
      };
    },
    async 'certificates.verify'({ certificateId }) {
      const isDestruction = certificateId.startsWith('WD-');
      const opened = await (isDestruction
        ? rooms.destructions['destructions.open']({ destructionId: certificateId }, undefined)
        : certificates.open(certificateId));
      if (opened.outcome === 'refused') return opened;
      const keyId = rooms.mirror.owner()?.keyId ?? null;
      const stored = isDestruction ? rooms.destructionFiles : files;
      await stored.settled(certificateId);
      const refusal = isDestruction ? null : certificates.refusal(certificateId);
      const value = await verifyStoredCertificate(certificateId, stored, rooms.draw, keyId, refusal, rooms.crypto);
      return { outcome: 'done', value };
    },
    ...rooms.destructions,
    'paper.read': () => rooms.paper.read(),
    'paper.set': (input) => forLead('paper.set', input.session, () => rooms.paper.set(input)),
    'language.read': () => languages.read(),
    'language.set': ({ session, of, language }) =>
      of === 'station'
        ? forLead('language.set', session, () => {
            const before = languages.read().station;
            return changing({ session, setting: 'station-language', before, after: language }, () =>
              languages.setForStation(language),
            );
          })
        : signedIn('language.set', session, ({ personId }) => languages.setForPerson(personId, language)),
    'labels.preview': ({ labelId }) => labels.preview(labelId),
    'labels.reprint': ({ session, labelId, why }) =>
      signedIn('labels.reprint', session, () => labels.reprint(labelId, why)),
    'labels.resolve': ({ session, labelId, found }) =>
      signedIn('labels.resolve', session, () => labels.resolve(labelId, found)),
    'printer.configure': ({ session, printer }) =>
      forLead('printer.configure', session, () =>
        changing({ session, setting: 'printer', before: labels.settings(), after: printer }, () =>
          labels.configure(printer),
        ),
      ),
    'printer.settings': async () => ({ printer: labels.settings() }),
    'printer.test': ({ session }) => forLead('printer.test', session, () => labels.testPrint()),
    'printer.candidates': async () => ({ ports: await labels.candidates() }),
    'exports.count': ({ filter }) => ({ count: rooms.exports.count(filter) }),
    'exports.create': ({ session, wish }) =>
      forLead('exports.create', session, () => rooms.exports.create(wish, session)),
    'exports.cancel': ({ session }) => forLead('exports.cancel', session, () => rooms.exports.cancel()),
    'exports.openFolder': () => rooms.exports.openFolder(),
    ...rooms.lots,
    ...rooms.receiving,
    ...rooms.sinks,
    ...rooms.setup,
    'uploads.list': () => rooms.uploads.look(),
    'uploads.unpark': ({ session, sink }) =>
      forLead('uploads.unpark', session, ({ personId }) => ofSink(sink, rooms.uploads.unpark(sink, personId))),
    'uploads.sendNow': ({ session, sink }) =>
      signedIn('uploads.sendNow', session, async () => ofSink(sink, await rooms.uploads.sendNow(sink))),
    'virtual.plug': (input) => ask('virtual.plug', input),
    'virtual.unplug': (input) => ask('virtual.unplug', input),
  };

  /** What a second person accepted gets its certificate at once; what stands in the way is told, and it can be issued later. */
  async function certify(recordId: string, session: string): Promise<void> {
    const answer = await ask('certificates.issue', { session, recordId, mediaSource: null, destination: null });
    const code = answer.outcome === 'refused' ? (answer.refusals[0]?.code ?? 'unknown') : null;
    if (code !== null) rooms.notice('warning', because('certificate-not-issued', { recordId, code }));
    await rooms.mirror.pull();
  }

  function remembered<A extends Awaited<ReturnType<typeof ask<'people.signIn'>>>>(answer: A): A {
    if (answer.outcome === 'done') sessions.opened(answer.value);
    return answer;
  }
}
