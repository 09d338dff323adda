import { matrixSuite } from '../matrix/matrixSuite.ts';
import { everyRunRows } from '../matrix/scenarios.ts';

matrixSuite('techniques and faults under the real kernel and the real tools', everyRunRows());
