import { known, type Reading, unknown } from './reading.ts';

/** What a program or library of this PC calls its version. */
export type ToolVersion = { readonly name: string; readonly version: string };

/** A program whose version matters, how it is asked, and how its answer reads. */
export type VersionedProgram = {
  readonly program: string;
  readonly argv: readonly string[];
  /** Everything told by the answer, the program itself first; "not read" for an answer of another shape. */
  parse(text: string): Reading<readonly ToolVersion[]>;
};

const NUMBER = /\d+(?:\.[0-9A-Za-z]+)+/.source;

/** One line of a known shape and nothing guessed: a number that happens to stand somewhere is no version. */
function line(name: string, shape: RegExp): (text: string) => Reading<readonly ToolVersion[]> {
  return (text) => {
    const version = shape.exec(text)?.[1];
    return version === undefined ? unknown(said(text)) : known([{ name, version }]);
  };
}

function said(text: string): string {
  return text.trim().split('\n')[0]?.slice(0, 120) ?? '';
}

const nvmeLine = line('nvme', new RegExp(`^nvme version (${NUMBER}\\S*)`, 'm'));
const libnvmeLine = line('libnvme', new RegExp(`^libnvme version (${NUMBER}\\S*)`, 'm'));

/** nvme-cli 2.0 and newer tell the library too; without its line it is not known which one answers. */
function nvmeVersions(text: string): Reading<readonly ToolVersion[]> {
  const nvme = nvmeLine(text);
  const library = libnvmeLine(text);
  if (!nvme.read) return nvme;
  if (!library.read) return unknown(`no libnvme line behind ${said(text)}`);
  return known([...nvme.value, ...library.value]);
}

/** The programs that erase or judge drives. `blkdiscard` stands for util-linux. */
export const VERSIONED_PROGRAMS: readonly VersionedProgram[] = [
  { program: 'nvme', argv: ['version'], parse: nvmeVersions },
  { program: 'hdparm', argv: ['-V'], parse: line('hdparm', new RegExp(`^hdparm v(${NUMBER})`, 'm')) },
  // `sg_sanitize: version: 1.15 20201223`, `sg_format version: 1.62 20201223`, `Version string: 0.69 20210319`: each program has a number of its own.
  ...['sg_sanitize', 'sg_format', 'sg_requests', 'sg_opcodes', 'sg_readcap', 'sg_luns', 'sg_vpd'].map((program) => ({
    program,
    argv: ['--version'],
    parse: line(
      program,
      new RegExp(`^(?:${program}:? version:|Version string:|version:) (${NUMBER} \\d{8})\\s*$`, 'm'),
    ),
  })),
  { program: 'sg_raw', argv: ['--version'], parse: line('sg_raw', new RegExp(`^sg_raw (${NUMBER})`, 'm')) },
  // The first line of its help, `sedutil v1.15.1 Copyright ...` or `sedutil-cli v1.20.0 ...`; builds of a checkout add their commit.
  {
    program: 'sedutil-cli',
    argv: ['--help'],
    parse: line('sedutil-cli', new RegExp(`^sedutil(?:-cli)? v(${NUMBER}\\S*)`, 'm')),
  },
  { program: 'smartctl', argv: ['--version'], parse: line('smartctl', /^smartctl (\d+\.\d+\S*)/m) },
  {
    program: 'blkdiscard',
    argv: ['--version'],
    parse: line('util-linux', new RegExp(`from util-linux (${NUMBER}\\S*)`, 'm')),
  },
];

/**
 * The release of sg3-utils, which none of its programs prints: it is in the name of the library they are linked with, and so in the program's
 * file (`libsgutils2-1.46.so.2`).
 */
export function sgUtilsVersion(programFile: Buffer): Reading<readonly ToolVersion[]> {
  const version = /libsgutils2-(\d+\.\d+)\.so/.exec(programFile.toString('latin1'))?.[1];
  return version === undefined ? unknown('no libsgutils2 in the program') : known([{ name: 'sg3-utils', version }]);
}
