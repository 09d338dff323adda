import type { RealStation } from '../../fixtures/window/realStation.ts';

/** How each drive ended, by its serial, as the ledger has it. */
export async function sealedVerdicts(client: RealStation['agent']['client']): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let fromSeq = 0; ; ) {
    const { entries } = await client.call('ledger.read', { fromSeq, limit: 500 });
    if (entries.length === 0) return found;
    fromSeq += entries.length;
    for (const { envelope } of entries) {
      const { drive, verdict } = JSON.parse(Buffer.from(envelope.payload, 'base64').toString());
      if (drive !== undefined && verdict !== undefined) found.set(drive.serialNumber, verdict.outcome);
    }
  }
}
