import { basename, join } from 'node:path';
import type { AgentSnapshot } from '../../core/contract/agent.ts';
import type { Channel } from '../../core/contract/rpc.ts';
import { type ContractServer, serveContract } from '../../core/contract/rpcServer.ts';
import { type StationContract, stationContract } from '../../core/contract/station.ts';
import type { HostFacts, StationSnapshot } from '../../core/contract/stationSnapshot.ts';
import type { Job } from '../../core/domain/job.ts';
import { PLAIN_PAPER } from '../../core/domain/paper.ts';
import { because } from '../../core/domain/reason.ts';
import { type AgentEvent, connectAgent } from './agentLink/agentConnection.ts';
import { dialAgent } from './agentLink/dialAgent.ts';
import { agentEvents } from './bench/agentEvents.ts';
import { askAgentOver } from './bench/askAgent.ts';
import { createFollowUp } from './bench/followUp.ts';
import { jobMirrorOf } from './bench/jobMirror.ts';
import { languagesOf } from './bench/languages.ts';
import { createNotices } from './bench/notices.ts';
import { paperRoom } from './bench/paperRoom.ts';
import { afterEvent, type BenchPicture, emptyPicture, pictureOf } from './bench/picture.ts';
import { createSessions } from './bench/sessions.ts';
import { noteToAgent, signedActs } from './bench/signedActs.ts';
import { stationHandlers, type Tell } from './bench/stationHandlers.ts';
import { createTroubles } from './bench/troubles.ts';
import type { WindowCaller } from './bench/windowCaller.ts';
import { STATION_BUILD } from './build.ts';
import { certificateFilesIn } from './certificateStore/certificateFiles.ts';
import { certificateRowsOf } from './certificateStore/certificateRows.ts';
import { destructionRoom } from './certificateStore/destructionRoom.ts';
import { destructionRowsOf } from './certificateStore/destructionRows.ts';
import { mendFilesWith } from './certificateStore/mendFiles.ts';
import { pagesOfCertificate } from './certificateStore/paper.ts';
import { pdfMaker } from './certificateStore/signedPaper.ts';
import { renderCertificatePdf } from './certificates/renderCertificatePdf.ts';
import { exportRoom } from './exports/exportRoom.ts';
import { removeDeadParts } from './exports/partFiles.ts';
import { verifierPage } from './exports/verifierPage.ts';
import { thisComputer, unknownHost, watchHost } from './host/hostFacts.ts';
import { openLabelDesk } from './labels/labelDesk.ts';
import { createLedgerMirror } from './ledgerMirror/ledgerMirror.ts';
import { type AppendedEntry, mirrorTableOf } from './ledgerMirror/mirrorTable.ts';
import { nodeCrypto } from './ledgerMirror/nodeCrypto.ts';
import { lotRoom } from './lots/lotRoom.ts';
import { lotStoreOf } from './lots/lotStore.ts';
import { qualityOfLots } from './lots/qualityOfLots.ts';
import { certifyGate } from './lots/receiving/certifyGate.ts';
import { receiving } from './lots/receiving/receivingHandlers.ts';
import { wipeGate } from './lots/receiving/wipeGate.ts';
import { lastActsOf } from './people/lastActs.ts';
import { recordRowsOf } from './records/recordRows.ts';
import { refusedRecordsOf } from './records/refusedRecords.ts';
import { settingChanges } from './settings/settingChanges.ts';
import { setupRoom } from './settings/setupRoom.ts';
import type { StationOptions } from './stationOptions.ts';
import { migrations } from './store/migrations.ts';
import { openStore } from './store/openStore.ts';
import { settingsOf } from './store/settings.ts';
import { itemSourceOf } from './uploads/itemSource.ts';
import { outboxOf } from './uploads/outbox.ts';
import { sinkRoom } from './uploads/sinkRoom.ts';
import { startUploader } from './uploads/uploader.ts';

const HOST_EVERY_MS = 10_000;
/** How often it is looked for things that nobody keeps; the rule counts hours. */
const CUSTODY_EVERY_MS = 300_000;

export type Station = {
  /** Serves a window over a channel until either side closes it. */
  accept(channel: Channel): void;
  snapshot(): StationSnapshot;
  /** Resolves when all work begun by sealed records so far (labels, certificates, files) is done. */
  settled(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Starts a station: opens the store, follows the agent, serves windows. It starts without an agent too and says that it has none. Throws
 * `StoreInUse` and `StoreTooNew`; a damaged store is set aside, and the snapshot says so.
 */
export function startStation(options: StationOptions): Station {
  const { log, paths } = options;
  const clock = options.clock ?? (() => new Date());
  const draw = options.draw ?? renderCertificatePdf;
  const store = openStore(paths.database, clock, migrations, (step, done, total) =>
    log('store-migrating', `${step}: ${done} of ${total} rows`),
  );
  const { database } = store;
  const settings = settingsOf(database);
  const table = mirrorTableOf(database);
  const jobs = jobMirrorOf(database);
  const sessions = createSessions(clock);
  let picture: BenchPicture = { ...emptyPicture, jobs: jobs.unfinished() };
  let host: HostFacts = unknownHost;
  let agentStartedAt: string | null = null;
  // Nobody acts before the agent was there: sign-ins are its own.
  let virtual = false;
  // The window's server needs the handlers, and the rooms below tell the windows: until it stands there is nobody to tell.
  let server: ContractServer<StationContract, WindowCaller> | null = null;
  const tell: Tell = (name, data) => void server?.emit(name, data);

  const notices = createNotices(clock, (notice) => tell('notice', notice));
  const troubles = createTroubles(log, notices, async () => {
    for (const job of picture.jobs) remember(job);
    mirror.pull().catch((cause: unknown) => fault('ledger-pull', cause));
    await mirror.settled();
    followUp.catchUp();
    await followUp.settled();
    uploads.wake();
  });
  const { fault } = troubles;
  if (store.damaged !== null) {
    log('store-damaged', store.damaged.why);
    notices.add('damage', because('store-damaged-rebuilt', { file: basename(store.damaged.setAsidePath) }));
  }
  const deadExports = removeDeadParts(paths.exports);
  if (deadExports > 0) notices.add('information', because('export-parts-removed', { exports: deadExports }));
  const labels = (options.openLabelDesk ?? openLabelDesk)({
    database,
    settings,
    clock,
    onLabel: (label) => tell('label.changed', label),
    onPrinter: (state) => tell('printer.changed', state),
  });

  const passOn = agentEvents({
    tell,
    remember,
    pull: () => void mirror.pull().catch((cause: unknown) => fault('ledger-pull', cause)),
    peopleChanged: (people) => sessions.peopleChanged(people),
    qualityChanged: () => quality.ask(),
  });
  const agent = connectAgent({
    dial: () => dialAgent(options.agentSocket),
    build: STATION_BUILD,
    clock,
    onSnapshot: takeSnapshot,
    onEvent: takeEvent,
    onState(state) {
      if (state.state === 'lost') quality.lost();
      tell('agent.changed', state);
    },
  });
  const mirror = createLedgerMirror({
    table,
    settings,
    crypto: nodeCrypto,
    readPage: (fromSeq, limit) => agent.call('ledger.read', { fromSeq, limit }),
    readCheckpoint: async (entries) => (await agent.call('ledger.checkpoint', { entries })).checkpoint,
    onAppended: takeEntries,
    onState: (state) => tell('ledger.changed', state),
  });
  const quality = qualityOfLots({
    read: () => agent.call('quality.queue', {}),
    changed: () => desk.qualityChanged(),
    fault,
  });
  const records = recordRowsOf(database, table);
  const refusedRecords = refusedRecordsOf(database, settings);
  const lotRows = lotStoreOf(database);
  const noteRefused = noteToAgent(agent);
  const signed = signedActs(sessions, noteRefused);
  const firstKey = () => mirror.owner()?.publicKeyBase64 ?? null;
  const destructions = destructionRowsOf(database, table, nodeCrypto, firstKey);
  const desk = receiving({
    database,
    signed,
    clock,
    folder: paths.exports,
    async letter() {
      // While the agent is away the report is written on plain paper.
      const read = await paper.read();
      return read.outcome === 'done' ? read.value : PLAIN_PAPER;
    },
    quality: quality.counts,
    labels,
    virtual: () => virtual,
    routed(recordId, toBeDestroyed) {
      const opened = records.open(recordId);
      if (opened.outcome === 'refused') return;
      labels.decided({ record: opened.value.record, refused: refusedRecords.decisionOf(recordId), toBeDestroyed });
    },
    policies: () => picture.policies,
    destructions: {
      ask: askAgentOver(agent),
      rows: destructions,
      pull: mirror.pull,
      stationName() {
        const state = agent.state();
        return state.state === 'connected' ? state.station.stationName : '-';
      },
    },
    changed(view) {
      tell('receiving.changed', view);
      const lot = lotRows.lot(view.lotId);
      if (lot !== null) tell('lot.changed', lot);
    },
  });
  const ask = wipeGate(certifyGate(askAgentOver(agent), records, desk.owners), {
    owners: desk.owners,
    drive: (driveId) => picture.drives.find((drive) => drive.driveId === driveId) ?? null,
    policies: () => picture.policies,
    note: noteRefused,
  });
  const certificates = certificateRowsOf(database, table, nodeCrypto, firstKey);
  const changing = settingChanges(ask);
  const paper = paperRoom(ask, settings, changing);
  const languages = languagesOf(settings, (view) => tell('language.changed', view));
  const makePdf = pdfMaker(draw, (input) => ask('certificates.signPaper', input), paper.stamp);
  const leftPart = (file: string) => notices.add('information', because('certificate-part-removed', { file }));
  const files = certificateFilesIn(paths.certificates, certificates, makePdf, leftPart);
  const destructionFiles = certificateFilesIn(paths.certificates, destructions, makePdf, leftPart);
  const mendFiles = mendFilesWith(notices.add, fault);
  const followUp = createFollowUp({
    ask,
    records,
    refusedRecords,
    files: { writeDue: async () => [...(await files.writeDue()), ...(await destructionFiles.writeDue())] },
    labels,
    sessions,
    toBeDestroyed: desk.toBeDestroyed,
    bayNumber: (bayId) => picture.bays.find((bay) => bay.bayId === bayId)?.number ?? null,
    tell: notices.add,
    fault,
  });

  const uploads = startUploader(paths.config, {
    outbox: outboxOf(database, clock),
    source: itemSourceOf(table, certificates, mirror.owner, nodeCrypto),
    clock,
    random: Math.random,
    onView: (view) => tell('uploads.changed', view),
    onParked: (why) => notices.add('warning', why),
    onMended: (what) => notices.add('information', what),
    fault,
  });

  const lots = lotRoom({
    database,
    signed,
    changing,
    clock,
    folder: paths.incoming,
    readerScript: options.readerScript ?? join(import.meta.dirname, 'lots/import/readerThread.ts'),
    progress: (progress) => tell('lots.importProgress', progress),
    lotChanged: (lot) => tell('lot.changed', lot),
    fault,
  });

  const snapshot = (): StationSnapshot => ({
    build: STATION_BUILD,
    agent: agent.state(),
    host,
    bays: [...picture.bays],
    drives: [...picture.drives],
    jobs: [...picture.jobs],
    people: [...picture.people],
    policies: [...picture.policies],
    notices: [...picture.notices, ...notices.all()],
    labels: [...labels.labels()],
    printer: labels.printer(),
    ledger: mirror.state(),
    lastEvent: server?.lastEvent() ?? 0,
  });

  server = serveContract(
    stationContract,
    stationHandlers({
      agent,
      ask,
      sessions,
      signed,
      records,
      certificates,
      files,
      destructions: destructionRoom({
        rows: destructions,
        files: destructionFiles,
        pagesOf: pagesOfCertificate,
        mendFiles,
      }),
      destructionFiles,
      mendFiles,
      mirror,
      labels,
      paper,
      languages,
      changing,
      followUp,
      uploads,
      crypto: nodeCrypto,
      snapshot,
      draw,
      notice: notices.add,
      pagesOf: pagesOfCertificate,
      lots: lots.handlers,
      receiving: desk.handlers,
      sinks: sinkRoom({ folder: paths.config, signed, ask, uploads }),
      setup: setupRoom({
        ask,
        paper,
        labels,
        languages,
        lots: lotRows,
        signed,
        changing,
        settings,
        uploads,
        policies: () => picture.policies,
        stationName: () => {
          const state = agent.state();
          return state.state === 'connected' ? state.station.stationName : '';
        },
        clock,
        folder: paths.exports,
      }),
      lastActs: (personId) => lastActsOf(table, personId),
      exports: exportRoom({
        folder: paths.exports,
        clock,
        crypto: nodeCrypto,
        agent,
        ask,
        mirror,
        table,
        certificates,
        pdf: files.pdf,
        verifierPage: options.verifierPage ?? verifierPage,
        progress: (done, total) => tell('progress', { task: 'export', done, total }),
      }),
    }),
    { build: STATION_BUILD, log: (event) => log(event.code, event.why) },
  );
  const serving = server;
  const stopHost = watchHost(options.host ?? thisComputer, HOST_EVERY_MS, (facts) => {
    const changed = JSON.stringify(facts) !== JSON.stringify(host);
    host = facts;
    if (changed) tell('host.changed', facts);
  });
  const lookForGaps = () => {
    try {
      desk.lookForGaps();
    } catch (cause) {
      fault('custody-gaps', cause);
    }
  };
  lookForGaps();
  destructionsDue();
  const gapWatch = setInterval(lookForGaps, CUSTODY_EVERY_MS);
  gapWatch.unref();
  mirror.recheckCopy().catch((cause: unknown) => fault('ledger-recheck', cause));

  function destructionsDue(): void {
    try {
      desk.destructionsSealed();
    } catch (cause) {
      fault('destructions', cause);
    }
  }

  function remember(job: Job): void {
    try {
      jobs.remember(job);
    } catch (cause) {
      fault('job-mirror', cause);
    }
  }

  /** Records of drives still on the bench that were sealed before this ledger copy began. */
  function labelsInDoubt(): string[] {
    const history = mirror.owner()?.historyEntries ?? 0;
    return picture.jobs.flatMap(({ state }) =>
      state.kind === 'ended' && state.recordSeq < history ? [state.recordId] : [],
    );
  }

  function takeSnapshot(taken: AgentSnapshot): void {
    if (agentStartedAt !== null && agentStartedAt !== taken.station.startedAt) sessions.forgetAll();
    agentStartedAt = taken.station.startedAt;
    virtual = taken.station.virtual;
    picture = pictureOf(taken);
    sessions.peopleChanged(picture.people);
    quality.ask();
    for (const job of picture.jobs) remember(job);
    // More changed than events can tell: the gap makes every window ask again, at the `agent.changed` that follows and that one before.
    tell('agent.changed', { state: 'connected', station: taken.station });
    server?.leaveGap();
    const { stationId, keyId, publicKeyBase64 } = taken.station;
    mirror
      .follow({ stationId, keyId, publicKeyBase64, virtual, entries: taken.ledgerEntries, head: taken.ledgerHead })
      .then(() => {
        followUp.lookForLabels(labelsInDoubt());
        followUp.catchUp();
      })
      .catch((cause: unknown) => fault('ledger-follow', cause));
  }

  function takeEvent(event: AgentEvent): void {
    picture = afterEvent(picture, event);
    passOn(event);
  }

  function takeEntries(entries: readonly AppendedEntry[]): void {
    for (const { entry, derived } of entries) {
      if (derived.kind === 'record') {
        const row = records.row(derived.record.recordId);
        if (row !== null) tell('record.sealed', row);
        desk.recordSealed(derived.record.drive.serialNumber);
      }
      if (derived.kind === 'certificate') {
        const row = certificates.row(derived.certificate.certificateId);
        if (row !== null) tell('certificate.issued', row);
        desk.recordSealed(derived.certificate.serialNumber);
      }
      if (derived.kind === 'quality-refused') desk.recordSealed(records.row(derived.recordId)?.serialNumber ?? null);
      if (derived.kind === 'not-understood') {
        log('ledger-entry-not-understood', derived.why);
        notices.add('warning', because('ledger-entry-not-understood', { seq: entry.seq }));
      }
    }
    if (entries.some(({ derived }) => derived.kind === 'destruction')) destructionsDue();
    followUp.appended(entries);
    uploads.wake();
  }

  return {
    accept: (channel) => serving.accept(channel, 'window'),
    snapshot,
    async settled() {
      await mirror.pull();
      await followUp.settled();
    },
    async stop() {
      troubles.stop();
      stopHost();
      clearInterval(gapWatch);
      serving.closeAll('the station stops');
      agent.stop();
      quality.stop();
      await mirror.settled();
      await followUp.settled();
      await uploads.stop();
      await lots.stop();
      await labels.stop();
      store.close();
    },
  };
}
