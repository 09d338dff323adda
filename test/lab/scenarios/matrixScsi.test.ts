import { inEveryRun } from '../matrix/matrixRow.ts';
import { matrixSuite } from '../matrix/matrixSuite.ts';
import { scsiRows } from '../matrix/scsiRows.ts';

matrixSuite('every technique of SAS and SCSI drives under the real kernel and tools', scsiRows.filter(inEveryRun));
