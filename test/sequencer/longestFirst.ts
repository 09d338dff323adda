import { basename } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Scenario files of the drive lab by how long they take, longest first: two run side by side, and a long one that begins last would run alone. */
const SCENARIOS: readonly string[] = [
  'matrix',
  'powerCutAta',
  'labWindow',
  'powerCutScsi',
  'bench',
  'powerCutNvme',
  'powerCutOverwrite',
  'hangingDrive',
  'leftPassword',
  'usedDrives',
].map((name) => `${name}.test.ts`);

/** The rest that takes a minute and more. */
const OTHERS: readonly string[] = ['scriptedDay', 'scriptedWindow', 'everyScreen', 'crash', 'statusPrinter'].map(
  (name) => `${name}.test.ts`,
);

/** What takes longest first, then the usual order. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ project, moduleId }: TestSpecification): number => {
      const file = basename(moduleId);
      if (project.name === 'lab') return SCENARIOS.indexOf(file);
      return OTHERS.includes(file) ? OTHERS.indexOf(file) : OTHERS.length;
    };
    return sorted
      .map((file, index) => ({ file, index }))
      .sort((one, other) => place(one.file) - place(other.file) || one.index - other.index)
      .map(({ file }) => file);
  }
}
