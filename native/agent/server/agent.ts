import { mkdirSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type AgentContract, type AgentStation, agentContract } from '../../../core/contract/agent.ts';
import { type ContractServer, serveContract } from '../../../core/contract/rpcServer.ts';
import { because, type Reason } from '../../../core/domain/reason.ts';
import { openBayMapDesk } from '../bays/bayMapDesk.ts';
import { DRAWING_PROGRAM, INSTALL_FOLDER } from '../installFolder.ts';
import { createJobBook } from '../jobs/jobBook.ts';
import { createJobs } from '../jobs/jobs.ts';
import { prepareJournals } from '../jobs/journalFile.ts';
import { openLedger } from '../ledger/ledger.ts';
import { removeLeftovers } from '../ledger/leftovers.ts';
import { openPaperDesk } from '../paper/paperDesk.ts';
import { openPeople } from '../people/people.ts';
import { openQuality } from '../quality/qualityRoom.ts';
import { createRefusalBudget } from '../refusals/refusalBudget.ts';
import { createRefusedActs } from '../refusals/refusedActs.ts';
import { readPolicies } from '../techniques/policies.ts';
import { readQuirks } from '../techniques/quirks.ts';
import { allTechniques } from '../techniques/registry.ts';
import { systemClock } from '../tools/clock.ts';
import { type DrawPage, drawPage } from '../tools/drawPage.ts';
import { runTool } from '../tools/run.ts';
import { createProgramFinder } from '../tools/systemPrograms.ts';
import { createVersionProbe } from '../tools/versions.ts';
import type { AgentLog } from './agentLog.ts';
import type { AgentOptions } from './agentOptions.ts';
import { AGENT_BUILD } from './build.ts';
import { takeConnections } from './connections.ts';
import { readGroup } from './groupMembers.ts';
import { agentHandlers } from './handlers.ts';
import { readHostFacts } from './hostFacts.ts';
import { holdStateDirectory, listenSocket } from './listenSocket.ts';
import { locateEngine } from './locateEngine.ts';
import { createNotices } from './notices.ts';
import { openBench } from './openBench.ts';
import type { Peer } from './peerCheck.ts';

const POLICIES = join(INSTALL_FOLDER, 'resources/policies');
const QUIRKS = join(INSTALL_FOLDER, 'resources/quirks');
const FONTS = join(INSTALL_FOLDER, 'resources/fonts');
const SEAL_RETRY_MS = 2_000;
const BUSY_MS = 30_000;
/** Refused wipes are written with their drive; a bench full of drives in use may have many at once. */
const REFUSED_WIPES = { atOnce: 400, eachMs: 60_000 };

type EmitEvent = ContractServer<AgentContract, Peer | null>['emit'];

export type RunningAgent = { readonly stop: () => Promise<void> };

/** Puts the agent together, takes up what an earlier one left, and listens. Throws an Error with a sentence when it cannot begin. */
export async function startAgent(options: AgentOptions, log: AgentLog): Promise<RunningAgent> {
  const { stateDirectory } = options;
  const clock = systemClock;
  const virtual = options.virtualDirectory !== null || options.emulated;
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  await chmod(stateDirectory, 0o700);
  const lock = await holdStateDirectory(stateDirectory);
  const leftovers = removeLeftovers(stateDirectory);
  let server: ContractServer<AgentContract, Peer | null> | null = null;
  const emit: EmitEvent = (name, data) => {
    try {
      return server?.emit(name, data) ?? 0;
    } catch (cause) {
      // An event that is not of its shape is our fault and costs its listeners a snapshot, not the jobs their agent.
      log.error('fault', { where: `event ${name}`, why: cause instanceof Error ? cause.message : String(cause) });
      return 0;
    }
  };
  const notices = createNotices(clock.nowIso, (notice) => {
    log.warn('notice', { severity: notice.severity, reason: notice.reason });
    emit('notice', notice);
  });
  const onDamage = (reason: Reason) => notices.add('damage', reason);
  const ledger = await openLedger({
    stateDirectory,
    virtual,
    clock,
    onDamage,
    keyHolder: options.keyHolder,
    run: runTool,
  });
  const nowMs = () => Date.parse(clock.nowIso());
  const people = openPeople({ stateDirectory, ledger, nowMs });
  const { stationName } = options;
  const paper = openPaperDesk({ stateDirectory, stationName, virtual, draw: pageDrawer }, ledger, clock.nowIso);
  const engine = await locateEngine(options.enginePath, runTool);
  const fault = (where: string, cause: unknown): void => {
    log.error('fault', { where, why: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) });
    notices.add('warning', because('agent-fault'));
  };
  const { bench, virtualBench } = openBench(options, engine, fault);
  const { policies, problems } = readPolicies(POLICIES);
  const { quirks, problems: quirkProblems } = readQuirks(QUIRKS);
  const locate = createProgramFinder(runTool);
  const probeVersions = createVersionProbe({ run: runTool });
  const { tools, problems: versionProblems } = await probeVersions();
  const quirkBook = () => ({ quirks, tools });
  prepareJournals(stateDirectory);

  const book = createJobBook((job) => emit('job.changed', job));
  const station: AgentStation = {
    stationId: ledger.stationId,
    stationName: options.stationName,
    keyId: ledger.keyId,
    publicKeyBase64: ledger.publicKeyBase64,
    virtual,
    build: AGENT_BUILD,
    hostname: hostname(),
    startedAt: clock.nowIso(),
  };
  const refusedActs = createRefusedActs(ledger, clock.monotonicMs);
  const quality = await openQuality({
    stateDirectory,
    ledger,
    people,
    bench,
    engine,
    clock,
    run: runTool,
    silenceMs: options.silenceMs,
    sharePpm: options.qualitySharePpm,
    isDriveTaken: book.isDriveTaken,
    fault,
    onChange: (counts) => emit('quality.changed', counts),
  });
  const jobs = createJobs({
    stateDirectory,
    ledger,
    people,
    policies,
    book,
    refusalBudget: createRefusalBudget(REFUSED_WIPES, clock.monotonicMs),
    awaitsQuality: quality.awaits,
    seal: (record) => quality.sealing(record, () => ledger.sealRecord(record)),
    bench,
    engine,
    clock,
    run: runTool,
    techniques: allTechniques,
    quirkBook,
    locate,
    silenceMs: options.silenceMs,
    deviceSilenceMs: options.deviceSilenceMs,
    patienceMs: options.patienceMs,
    busyMs: BUSY_MS,
    sealRetryMs: SEAL_RETRY_MS,
    hostFacts: async () => readHostFacts(station, engine, runTool, (await probeVersions()).tools),
    notice: (severity, reason) => notices.add(severity, reason),
    fault,
  });
  const bayMap = openBayMapDesk({
    stateDirectory,
    layout: bench.layout,
    ledger,
    jobs: jobs.snapshot,
    changed: () => emit('bays.changed', { bays: [...bench.layout.bays()] }),
    lost: () => notices.add('warning', because('bay-map-lost')),
  });
  server = serveContract<AgentContract, Peer | null>(
    agentContract,
    agentHandlers({
      station,
      bench,
      bayMap,
      light: { layout: bench.layout, run: runTool, locate },
      virtualBench,
      ledger,
      people,
      paper,
      jobs,
      quality,
      refusedActs,
      policies,
      quirkBook,
      notices: notices.all,
      lastEvent: () => server?.lastEvent() ?? 0,
      nowIso: clock.nowIso,
    }),
    { build: AGENT_BUILD, log: ({ code, why, call }) => log.warn(code, { why, call }) },
  );

  ledger.onAppend((entry) => emit('ledger.appended', entry));
  people.onChange((all) => emit('people.changed', { people: all }));
  bench.onChange((change) => {
    if (change.kind === 'changed') emit('drive.changed', change.drive);
    else emit('drive.removed', { driveId: change.driveId, bayId: change.bayId });
  });
  for (const finding of ledger.findings) notices.add('information', finding);
  for (const finding of quality.findings) notices.add('warning', finding);
  if (leftovers.length > 0) notices.add('information', because('leftovers-removed', { files: leftovers.join(', ') }));
  const damage = ledger.damage();
  if (damage !== null) notices.add('damage', damage);
  for (const problem of [...problems, ...quirkProblems, ...versionProblems]) notices.add('warning', problem);
  if (engine === null) notices.add('warning', because('engine-missing'));

  const ownerOnly = virtual || readGroup(options.group) === null;
  if (!virtual && ownerOnly) notices.add('warning', because('group-missing', { group: options.group }));
  const gid = ownerOnly ? null : (readGroup(options.group)?.gid ?? null);

  await bench.start();
  jobs.recover();
  const group = () => (ownerOnly ? null : readGroup(options.group));
  const listening = await listenSocket(
    options.socketPath,
    { gid },
    takeConnections({ server, run: runTool, engine, ownerOnly, group, log }),
  );

  // Older entries than a start looks at; it ends with the ledger's closing.
  ledger.recheck().catch((cause: unknown) => log.error('fault', { where: 'ledger recheck', why: String(cause) }));

  return {
    async stop() {
      listening.close();
      await jobs.stop();
      server?.closeAll('the agent ends');
      await refusedActs.flush();
      await quality.stop();
      await bench.stop();
      ledger.close();
      lock.close();
    },
  };
}

const pageDrawer: DrawPage = async (certificateFile) =>
  DRAWING_PROGRAM === undefined
    ? { why: 'drawPage.mjs is not installed' }
    : drawPage(runTool, { program: DRAWING_PROGRAM, fonts: FONTS, node: process.execPath }, certificateFile);
