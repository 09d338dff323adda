import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { judge } from '../../../core/record/judgement.ts';
import { LEDGER_CHECKPOINT } from '../../../core/record/verifyEvidence.ts';
import { comparePdfWith, loadDrawingProgram } from '../../../electron/cli/verify/drawAgain.ts';
import { verifyAll } from '../../../electron/cli/verify/verifyPath.ts';

export type Verdict = { readonly exitCode: number; readonly sentence: string };

/** One of the verifiers: what it says of files and labels under the station's key. */
export type Verifier = {
  readonly name: string;
  verdict(paths: readonly string[], labels: readonly string[]): Promise<Verdict>;
  close(): Promise<void>;
};

/** What `wipebench verify` does after it has read its arguments. A certificate is drawn once and not again for every tampering. */
export function commandVerifier(keyId: string): Verifier {
  const drawn = new Map<string, Promise<Uint8Array>>();
  const comparePdf = comparePdfWith(async () => {
    const program = await loadDrawingProgram();
    const draw = (file: Uint8Array) => {
      const digest = createHash('sha256').update(file).digest('hex');
      const pdf = drawn.get(digest) ?? program.draw(file);
      drawn.set(digest, pdf);
      return pdf;
    };
    return { ...program, draw };
  });
  return {
    name: 'wipebench verify',
    async verdict(paths, labels) {
      const reports = await verifyAll([...paths.filter(notBeside), ...labels], { pinnedKeyId: keyId, comparePdf });
      return judge(reports, keyId);
    },
    close: async () => undefined,
  };
}

/** `verify.html` in Debian's Chromium, opened from disk; files are given through its own button. */
export async function pageVerifier(keyId: string, page: string): Promise<Verifier> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const tab = await browser.newPage();
  await tab.goto(pathToFileURL(page).href);
  await tab.fill('#key', keyId);
  return {
    name: 'verify.html',
    async verdict(paths, labels) {
      await tab.click('#clear');
      await tab.fill('#label', labels.join('\n'));
      await tab.setInputFiles('#files', [...paths]);
      await tab.waitForSelector('#verdict[data-exit]', { timeout: 0 });
      const exitCode = Number(await tab.getAttribute('#verdict', 'data-exit'));
      return { exitCode, sentence: (await tab.textContent('#verdict')) ?? '' };
    },
    close: () => browser.close(),
  };
}

/** The third verifier, in Python, as one process that answers line by line. */
export function pythonVerifier(keyId: string): Verifier {
  const program = join(import.meta.dirname, '../../verifier/verify.py');
  const child = spawn('/usr/bin/python3', [program, '--key', keyId, '--lines'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    name: 'verify.py',
    async verdict(paths, labels) {
      child.stdin.write(`${JSON.stringify([...paths.filter(notBeside), ...labels])}\n`);
      const { value, done } = await answers.next();
      if (done === true) throw new Error('verify.py ended without an answer');
      const [exitCode, sentence]: [number, string] = JSON.parse(value);
      return { exitCode, sentence };
    },
    async close() {
      child.stdin.end();
      if (child.exitCode === null) await new Promise((resolve) => child.once('close', resolve));
    },
  };
}

/** A verifier that reads files finds the checkpoint beside a ledger by itself. */
const notBeside = (path: string) => basename(path) !== LEDGER_CHECKPOINT;

/** Whether a verdict names one of the given things as not genuine. */
export function names(verdict: Verdict, paths: readonly string[], labels: readonly string[]): boolean {
  const given = [...paths.map((path) => basename(path)), ...(labels.length > 0 ? ['label'] : [])];
  return verdict.exitCode === 1 && given.some((name) => verdict.sentence.includes(name));
}
