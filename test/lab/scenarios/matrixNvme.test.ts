import { inEveryRun } from '../matrix/matrixRow.ts';
import { matrixSuite } from '../matrix/matrixSuite.ts';
import { nvmeRows } from '../matrix/nvmeRows.ts';

matrixSuite('every technique of NVMe drives under the real kernel and tools', nvmeRows.filter(inEveryRun));
