import type { RealStation } from '../../fixtures/window/realStation.ts';

type Client = RealStation['agent']['client'];

/** How each drive ended, by its serial, as the ledger has it. */
export async function sealedVerdicts(client: Client): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { drive, verdict } of await payloads(client))
    if (drive !== undefined && verdict !== undefined) found.set(drive.serialNumber, verdict.outcome);
  return found;
}

/** The serials of the drives that have a certificate in the ledger. */
export async function certifiedSerials(client: Client): Promise<Set<string>> {
  const found = new Set<string>();
  for (const { certificateId, serialNumber } of await payloads(client))
    if (certificateId !== undefined && serialNumber !== undefined) found.add(serialNumber);
  return found;
}

/** Of what is sealed, the fields that are asked for here; an entry of another kind has none of them. */
type Payload = {
  readonly drive?: { readonly serialNumber: string };
  readonly verdict?: { readonly outcome: string };
  readonly certificateId?: string;
  readonly serialNumber?: string;
};

async function payloads(client: Client): Promise<Payload[]> {
  const all: Payload[] = [];
  for (let fromSeq = 0; ; ) {
    const { entries } = await client.call('ledger.read', { fromSeq, limit: 500 });
    if (entries.length === 0) return all;
    fromSeq += entries.length;
    for (const { envelope } of entries) all.push(JSON.parse(Buffer.from(envelope.payload, 'base64').toString()));
  }
}
