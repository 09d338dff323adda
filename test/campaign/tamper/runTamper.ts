import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { destructionLies, destructionTamperings, untouchedDestruction } from './destructionTamperings.ts';
import { type Evidence, makeEvidence } from './evidence.ts';
import { genuineCertificates } from './genuineCertificates.ts';
import { ownLies, type Tampering, tamperings, untouched } from './tamperings.ts';
import { commandVerifier, names, pageVerifier, pythonVerifier, type Verifier } from './verifiers.ts';

export type TamperOptions = {
  /** Every how many-th tampering is tried; 1 tries all. */
  readonly every: number;
  readonly genuine: number;
  /** `verify.html`; `null` where there is no browser, and the result says so. */
  readonly page: string | null;
  readonly progress: (words: string) => void;
};

export type TamperResult = {
  readonly tampered: number;
  /** How many of each kind of evidence. */
  readonly byKind: ReadonlyMap<string, number>;
  readonly genuine: number;
  readonly verifiers: readonly string[];
  /** Places at which the station itself lied with its own key, and where the verifiers did not say the same of it. */
  readonly lies: number;
  readonly disagreements: readonly string[];
  readonly missed: readonly string[];
  readonly falseAlarms: readonly string[];
};

/** As many genuine certificates as a verifier is given at once. */
const BATCH = 250;

/** Tampers with genuine evidence in every way the campaign knows and shows each verifier all of it; then shows them genuine certificates. */
export async function runTamper(options: TamperOptions): Promise<TamperResult> {
  const folder = mkdtempSync(join(tmpdir(), 'wipebench-tamper-'));
  const evidence = await makeEvidence();
  // Both stations began with the same test key.
  const keyId = evidence[0]?.keyId ?? '';
  const verifiers: Verifier[] = [commandVerifier(keyId), pythonVerifier(keyId)];
  if (options.page !== null) verifiers.push(await pageVerifier(keyId, options.page));
  const missed: string[] = [];
  const falseAlarms: string[] = [];
  const disagreements: string[] = [];
  let lies = 0;
  const byKind = new Map<string, number>();
  let number = 0;
  let tampered = 0;
  try {
    for (const { what, files, labels = [] } of [
      ...(await Promise.all(evidence.map(untouched))).flat(),
      ...(await untouchedDestruction()),
    ]) {
      const { judged: paths } = put(join(folder, 'untouched'), files);
      for (const verifier of verifiers) {
        const { exitCode, sentence } = await verifier.verdict(paths, labels);
        if (exitCode !== 0) falseAlarms.push(`${verifier.name}: ${what}: ${exitCode} ${sentence}`);
      }
    }
    for await (const { what, files, labels = [] } of tamperingsOf(evidence)) {
      number += 1;
      if (number % options.every !== 0) continue;
      tampered += 1;
      const kind = what.split(':', 1)[0] ?? what;
      byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
      const paths = put(join(folder, 'tampered'), files);
      const judged = await Promise.all(verifiers.map((verifier) => verifier.verdict(paths.judged, labels)));
      for (const [at, verdict] of judged.entries()) {
        if (!names(verdict, paths.judged, labels)) {
          missed.push(`${verifiers[at]?.name}: ${what}: ${verdict.exitCode} ${verdict.sentence}`);
        }
      }
      if (tampered % 500 === 0) options.progress(`${tampered} tampered, ${missed.length} missed\n`);
    }
    for await (const { what, files } of allLies()) {
      lies += 1;
      if (lies % options.every !== 0) continue;
      const paths = put(join(folder, 'lie'), files);
      const judged = await Promise.all(verifiers.map((verifier) => verifier.verdict(paths.judged, [])));
      if (new Set(judged.map(({ exitCode }) => exitCode)).size > 1) {
        const said = judged.map(({ exitCode, sentence }, at) => `${verifiers[at]?.name} ${exitCode} ${sentence}`);
        disagreements.push(`${what}: ${said.join(' / ')}`);
      }
    }
    options.progress(`${lies} own lies, ${disagreements.length} disagreements\n`);
    const certificates = genuineCertificates(options.genuine);
    for (let made = 0; made < options.genuine; ) {
      const files: [string, Uint8Array][] = [];
      for (; files.length < BATCH && made < options.genuine; made += 1) {
        const { value } = await certificates.next();
        files.push([`${made}.json`, value ?? new Uint8Array()]);
      }
      const paths = put(join(folder, 'genuine'), files);
      const judged = await Promise.all(verifiers.map((verifier) => verifier.verdict(paths.judged, [])));
      for (const [at, { exitCode, sentence }] of judged.entries()) {
        if (exitCode !== 0) falseAlarms.push(`${verifiers[at]?.name}: up to ${made}: ${exitCode} ${sentence}`);
      }
      options.progress(`${made} genuine, ${falseAlarms.length} false alarms\n`);
    }
  } finally {
    for (const verifier of verifiers) await verifier.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const { genuine } = options;
  const called = verifiers.map(({ name }) => name);
  return { tampered, byKind, genuine, verifiers: called, lies, disagreements, missed, falseAlarms };
}

async function* tamperingsOf(evidence: readonly Evidence[]): AsyncGenerator<Tampering> {
  for (const each of evidence) yield* tamperings(each);
  yield* destructionTamperings();
}

async function* allLies(): AsyncGenerator<Tampering> {
  yield* ownLies();
  yield* destructionLies();
}

/** Writes the files into an empty folder. A checkpoint beside a ledger is not judged by itself, but a verifier in a browser must be given it. */
function put(folder: string, files: readonly (readonly [string, Uint8Array])[]): { readonly judged: string[] } {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return {
    judged: files.map(([name, bytes]) => {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      return path;
    }),
  };
}
