import { parseArgs } from 'node:util';
import { judge, type VerifyExit } from '../../../core/record/judgement.ts';
import { wordsForPeople } from '../../../core/record/wordsForPeople.ts';
import { comparePdfWith, loadDrawingProgram } from './drawAgain.ts';
import { verifyAll } from './verifyPath.ts';

export type VerifyIo = { readonly out: (text: string) => void; readonly err: (text: string) => void };

const USAGE = `Usage: wipebench verify [--key FINGERPRINT] [--json] PATH...
  PATH   a certificate (.json or .pdf), an export (.zip or unpacked), a station's ledger (.jsonl),
         a folder of them, or the text of a label (WB1:...)
  --key  the fingerprint of the station's key (64 hex digits): anything signed by another key is not genuine
  --json the findings for a program
Exit code: 0 genuine, 1 not genuine, 2 cannot tell (not usable as input), 3 as it was sealed, but quality refused
           the drive since; only a ledger given along with the rest tells that
`;

/** `wipebench verify`: offline, needs no station. Answers the exit code. */
export async function runVerify(argv: readonly string[], io: VerifyIo): Promise<VerifyExit> {
  const asked = readArguments(argv);
  if ('problem' in asked) {
    io.err(`${asked.problem}\n${USAGE}`);
    return 2;
  }
  const { paths, pinnedKeyId, json } = asked;
  const reports = await verifyAll(paths, { pinnedKeyId, comparePdf: comparePdfWith(loadDrawingProgram) });
  const judgement = judge(reports, pinnedKeyId);
  if (json) {
    const given = reports.map(({ subject, kind, outcome, findings }) => ({ subject, kind, outcome, findings }));
    io.out(`${JSON.stringify({ format: 'wipebench-verify-report/1', ...judgement, given }, null, 2)}\n`);
  } else io.out(wordsForPeople(reports, judgement));
  return judgement.exitCode;
}

type Asked = { readonly paths: string[]; readonly pinnedKeyId: string | null; readonly json: boolean };

function readArguments(argv: readonly string[]): Asked | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { key: { type: 'string' }, json: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    if (positionals.length === 0) return { problem: 'Nothing to verify was given.' };
    const key = values.key?.toLowerCase() ?? null;
    if (key !== null && !/^[0-9a-f]{64}$/.test(key)) return { problem: '--key is not a fingerprint of 64 hex digits.' };
    return { paths: positionals, pinnedKeyId: key, json: values.json };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
