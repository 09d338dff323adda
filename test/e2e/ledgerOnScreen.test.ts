import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../core/record/ledgerEntry.ts';
import { pathsUnder } from '../../electron/station/paths/stationPaths.ts';
import { type LoopbackServer, serveLoopback } from '../../electron/station/serve/loopbackServer.ts';
import { type Station, startStation } from '../../electron/station/stationService.ts';
import { issue, sampleRecord } from '../fixtures/record/sampleEvidence.ts';
import { TestLedger } from '../fixtures/record/testLedger.ts';
import { type AgentStandIn, startAgentStandIn } from '../fixtures/station/agentStandIn.ts';
import { until } from '../fixtures/station/until.ts';
import {
  builtWindow,
  launchBrowser,
  noBrowser,
  openWindow,
  type TestWindow,
} from '../fixtures/window/browserWindow.ts';

const look = { width: 1366, height: 768, scheme: 'light' } as const;

/** The real station and the real window; a stand-in for the agent, because only that can lie. */
describe.skipIf(noBrowser !== null)('what happened to the ledger stands on the screen at once', () => {
  let browser: Browser;
  let folder: string;
  let ledger: TestLedger;
  let agent: AgentStandIn;
  let station: Station;
  let server: LoopbackServer;
  let window: TestWindow;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wipebench-screen-'));
    ledger = await TestLedger.create();
    await issue(ledger, sampleRecord(1), undefined, 1);
    await ledger.append('application/vnd.wipebench.record.v1+json', sampleRecord(2));
    agent = await startAgentStandIn(join(folder, 'agent.sock'), ledger);
    await stationUp();
    await until('the copy', () => station.snapshot().ledger.entries === 3);
    await station.settled();
  });
  afterEach(async () => {
    await window?.close();
    await stationDown();
    await agent.die();
    rmSync(folder, { recursive: true, force: true });
  });

  const paths = () => pathsUnder(join(folder, 'home'));
  async function stationUp(): Promise<void> {
    station = startStation({ agentSocket: join(folder, 'agent.sock'), paths: paths(), log: () => undefined });
    server = await serveLoopback({ port: 0, rendererFolder: builtWindow(), accept: station.accept });
  }
  async function stationDown(): Promise<void> {
    await server.stop();
    await station.stop();
  }
  async function expectOnScreen(words: RegExp): Promise<void> {
    window = await openWindow(browser, server.oneTimeUrl(), look);
    await window.page.getByRole('status').filter({ hasText: words }).waitFor();
    expect(await window.page.getByRole('status').filter({ hasText: 'needs help' }).count()).toBe(1);
  }
  async function forked(): Promise<TestLedger> {
    const other = await TestLedger.create();
    await issue(other, sampleRecord(1), undefined, 1);
    await other.append('application/vnd.wipebench.record.v1+json', sampleRecord(9));
    await other.append('application/vnd.wipebench.record.v1+json', sampleRecord(2));
    return other;
  }

  it.each([
    ['a rollback', async () => ledger.entries.slice(0, 2), /has 2 entries, but this station has already seen 3/],
    [
      'a deletion',
      async () => [...ledger.entries.slice(0, 1), ...(await forked()).entries.slice(2)],
      /another history|does not hold/,
    ],
    ['another history that is longer', async () => (await forked()).entries, /another history of the first 3 entries/],
    [
      'an edit',
      async () => {
        const [first, second, third] = ledger.entries as [LedgerEntry, LedgerEntry, LedgerEntry];
        return [first, { ...second, envelope: { ...second.envelope, payload: first.envelope.payload } }, third];
      },
      /Entry 1 of the agent's ledger is not the one that was sealed/,
    ],
  ])('%s, at the next start', async (_what, served, words) => {
    await stationDown();
    agent.pretend(await served());
    await stationUp();
    await expectOnScreen(words);
  });

  it('a fork, at the very append that shows it, in a window that is open', async () => {
    window = await openWindow(browser, server.oneTimeUrl(), look);
    await window.page.getByRole('list', { name: 'Bays' }).waitFor();
    expect(await window.page.getByRole('status').filter({ hasText: 'needs help' }).count()).toBe(0);
    const other = await forked();
    agent.pretend(other.entries);
    agent.announce(other.entries[3] as LedgerEntry);
    await window.page.getByRole('status').filter({ hasText: 'does not go on where this station' }).waitFor();
    await window.shoot('ledger-forked');
    await window.close();
  });

  it("a database of another station's in the place of its own", async () => {
    await stationDown();
    const database = new SqliteDatabase(paths().database);
    const owner = {
      stationId: 'station-2',
      keyId: 'ab'.repeat(32),
      publicKeyBase64: ledger.publicKeyBase64,
      historyEntries: 0,
    };
    database.prepare("UPDATE settings SET value = ? WHERE name = 'ledger-owner'").run(JSON.stringify(owner));
    database.close();
    await stationUp();
    await expectOnScreen(/ledger of station station-1; this PC belongs to station station-2/);
  });

  it('a database of its own with an entry put in behind the triggers', async () => {
    await stationDown();
    const other = await forked();
    const database = new SqliteDatabase(paths().database);
    database.exec('DROP TRIGGER ledger_mirror_keeps');
    const { prev, hash, envelope } = other.entries[2] as LedgerEntry;
    const change = database.prepare('UPDATE ledger_mirror SET prev = ?, hash = ?, envelope = ? WHERE seq = 2');
    change.run(prev, hash, JSON.stringify(envelope));
    database.close();
    await stationUp();
    await expectOnScreen(/own copy of the ledger is damaged at entry 2/);
  });
});
