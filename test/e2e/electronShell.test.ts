import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const PROJECT = resolve(import.meta.dirname, '../..');

/** '' when Electron's runtime can be started here, else the reason why not. */
function electronSkipReason(): string {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const program = join(override ?? join(PROJECT, 'node_modules/electron/dist'), 'electron');
  if (!existsSync(program))
    return "Electron's runtime is not on this machine (it is downloaded by npm start where that is allowed)";
  if ((process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY ?? '') === '') return 'no display';
  return process.getuid?.() === 0 ? 'a window is never opened as root' : '';
}

const skipped = electronSkipReason();
if (skipped !== '') console.log(`SKIPPED Electron itself: ${skipped}`);

describe('the Electron shell', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wipebench-shell-'));
    execFileSync(join(PROJECT, 'node_modules/.bin/electron-vite'), ['build'], { cwd: PROJECT, stdio: 'pipe' });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('the preload is one file that needs nothing but electron, as a sandboxed one must', () => {
    const preload = readFileSync(join(PROJECT, 'out/preload/index.cjs'), 'utf8');
    const required = [...preload.matchAll(/require\(["'`]([^"'`]+)["'`]\)/g)].map((match) => match[1]);
    expect(required).toEqual(['electron']);
    expect(preload).not.toMatch(/\bimport\(/);
  });

  test('the window is locked down in the bundle that ships: sandbox, isolation, no node, no navigation, no permission, no other address', () => {
    const shell = readFileSync(join(PROJECT, 'out/main/index.js'), 'utf8');
    for (const setting of ['sandbox: true', 'contextIsolation: true', 'nodeIntegration: false', 'webviewTag: false'])
      expect(shell).toContain(setting);
    for (const call of [
      'enableSandbox()',
      'requestSingleInstanceLock()',
      'setPermissionRequestHandler',
      'setPermissionCheckHandler',
      'will-navigate',
      'setWindowOpenHandler',
      'will-attach-webview',
      'onBeforeRequest',
    ]) {
      expect(shell).toContain(call);
    }
    expect(shell).toContain("default-src 'none'");
    expect(shell).not.toContain('unsafe-eval');
  });

  test('the bundled station starts in plain Node and serves its window', async () => {
    const child = spawn(
      process.execPath,
      [
        join(PROJECT, 'out/main/station.js'),
        '--agent',
        join(folder, 'none.sock'),
        '--serve-port',
        '0',
        '--renderer',
        join(PROJECT, 'out/renderer'),
      ],
      {
        env: { ...process.env, WIPEBENCH_HOME: join(folder, 'home') },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const ended = new Promise((done) => child.once('close', done));
    try {
      const address = await new Promise<string>((found, failed) => {
        child.stdout.on('data', (bytes: Buffer) => {
          const match = /wipebench-station ready (\S+)/.exec(bytes.toString());
          if (match?.[1] !== undefined) found(match[1]);
        });
        child.once('close', (code) => failed(new Error(`the bundled station ended with ${code}`)));
      });
      const welcome = await fetch(address, { redirect: 'manual' });
      const cookie = welcome.headers.get('set-cookie')?.split(';')[0] ?? '';
      const answer = await fetch(new URL('/', address), { headers: { cookie } });
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('<div id="root">');
    } finally {
      child.kill('SIGTERM');
      await ended;
    }
  });

  test.skipIf(skipped !== '')(
    `the window opens in Electron and shows the bench${skipped === '' ? '' : ` (skipped: ${skipped})`}`,
    async () => {
      const app = await _electron.launch({
        args: [PROJECT, '--agent', join(folder, 'none.sock')],
        env: { ...process.env, WIPEBENCH_HOME: join(folder, 'electron-home') } as Record<string, string>,
      });
      try {
        const window = await app.firstWindow();
        await window.getByText('Wipebench').first().waitFor();
        expect(await window.evaluate(() => 'require' in globalThis || 'process' in globalThis)).toBe(false);
      } finally {
        await app.close();
      }
    },
  );
});
