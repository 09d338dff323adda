import { matrixSuite } from '../matrix/matrixSuite.ts';
import { inEveryRun, matrixScenarios } from '../matrix/scenarios.ts';

const rows = Object.values(matrixScenarios).flat().filter(inEveryRun);

matrixSuite('techniques and faults under the real kernel and the real tools', rows);
