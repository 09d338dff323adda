import { refuse } from '../../../../core/domain/refusal.ts';
import type { AskAgent } from '../../bench/askAgent.ts';
import type { RecordRows } from '../../records/recordRows.ts';
import type { DriveOwners } from './driveOwner.ts';

/**
 * Passes calls on, but no wish for a certificate to a lot that does not answer for the drive. It stands in the one way by which the station asks the agent, so
 * that no road goes around it.
 */
export function certifyGate(ask: AskAgent, records: RecordRows, owners: DriveOwners): AskAgent {
  return async (name, input) => {
    if (name === 'certificates.issue' && 'recordId' in input) {
      const opened = records.open(input.recordId);
      if (opened.outcome === 'done') {
        const { drive, asset } = opened.value.record;
        const why = owners.certifyProblem({ serialNumber: drive.serialNumber, ...asset });
        if (why !== null) {
          const code =
            why.code === 'drive-of-unexpected-computer' ? 'drive-of-unexpected-computer' : 'drive-of-no-asset';
          return { outcome: 'refused', refusals: [refuse(code, { lot: asset.lotName ?? '' })] };
        }
      }
    }
    return ask(name, input);
  };
}
