import { ataRows } from '../matrix/ataRows.ts';
import { inEveryRun } from '../matrix/matrixRow.ts';
import { matrixSuite } from '../matrix/matrixSuite.ts';

matrixSuite('every technique of SATA drives under the real kernel and tools', ataRows.filter(inEveryRun));
