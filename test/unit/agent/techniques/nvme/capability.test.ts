import { describe, expect, it } from 'vitest';
import type { Drive } from '../../../../../core/domain/drive.ts';
import type { NvmeEraseFacts } from '../../../../../core/domain/eraseFacts.ts';
import { because } from '../../../../../core/domain/reason.ts';
import type { TechniqueId } from '../../../../../core/domain/technique.ts';
import { nvmeTechniques } from '../../../../../native/agent/techniques/nvme/nvmeTechniques.ts';
import { nvmeDrive, nvmeFacts, nvmePolicy } from '../../../../fixtures/nvme/nvmeDrive.ts';

const attesting = { ...nvmePolicy, attestedTechniques: ['nvme-format-crypto' as const] };
const capabilityOf = (techniqueId: TechniqueId, drive: Drive, policy = nvmePolicy) => {
  const found = nvmeTechniques.find((technique) => technique.techniqueId === techniqueId);
  if (found === undefined) throw new Error(`no ${techniqueId}`);
  const { method, reasons } = found.capability(drive, policy);
  return { method, codes: reasons.map(({ code }) => code) };
};
const all = nvmeTechniques.map(({ techniqueId }) => techniqueId);
const [plain] = nvmeFacts.namespaces;
const namespace = (more: Partial<NvmeEraseFacts['namespaces'][number]>) => ({ ...plain, ...more }) as never;

describe('what an NVMe drive can do', () => {
  it('every sanitize is Purge; a format is Clear, and with a new key Purge only where the makers attest it', () => {
    const methods = (policy = nvmePolicy) => all.map((id) => capabilityOf(id, nvmeDrive(), policy).method);
    expect(all).toEqual([
      'nvme-sanitize-block',
      'nvme-sanitize-crypto',
      'nvme-sanitize-overwrite',
      'nvme-format-user-data',
      'nvme-format-crypto',
    ]);
    expect(methods()).toEqual(['purge', 'purge', 'purge', 'clear', 'clear']);
    expect(methods(attesting)).toEqual(['purge', 'purge', 'purge', 'clear', 'purge']);
    const spare = nvmeDrive({ unallocatedBytes: 4096 });
    expect(capabilityOf('nvme-format-crypto', spare, attesting)).toMatchObject({ method: 'clear' });
  });

  it('cryptographic erases always carry the word that they are attested and not measured', () => {
    for (const id of ['nvme-sanitize-crypto', 'nvme-format-crypto'] as const) {
      expect(capabilityOf(id, nvmeDrive()).codes).toContain('crypto-erase-is-attested');
    }
  });

  it('is nothing for a drive that was not asked, did not answer or is no NVMe drive', () => {
    for (const erase of [null, { interface: 'none' as const, why: because('nvme-controller-not-shown') }]) {
      for (const id of all) expect(capabilityOf(id, { ...nvmeDrive(), erase }).method).toBeNull();
    }
  });

  it.each<[string, Partial<NvmeEraseFacts>, readonly TechniqueId[]]>([
    ['does not block erase', { sanitizeBlock: false }, ['nvme-sanitize-block']],
    ['does not crypto erase', { sanitizeCrypto: false }, ['nvme-sanitize-crypto']],
    ['does not overwrite', { sanitizeOverwrite: false }, ['nvme-sanitize-overwrite']],
    ['has a log that is not read', { sanitizeStatus: null }, all.slice(0, 3)],
    ['runs a sanitize', { sanitizeStatus: 2 }, all],
    ['failed a sanitize', { sanitizeStatus: 3 }, all.slice(3)],
    ['does not format', { formatSupported: false }, all.slice(3)],
    ['does not format with a new key', { formatCrypto: false }, ['nvme-format-crypto']],
    ['has several controllers', { controllers: 2 }, all],
    ['has no namespace', { namespaces: [] }, all],
    [
      'has a namespace without a device',
      { namespaces: [namespace({}), namespace({ nsid: 2, kernelName: null })] },
      all,
    ],
    ['has an unread format', { namespaces: [namespace({ lbaFormat: null })] }, all.slice(3)],
    ['has unread protection', { namespaces: [namespace({ protectionType: null })] }, all.slice(3)],
    ['has a format that nvme-cli cannot name', { namespaces: [namespace({ lbaFormat: 16 })] }, all.slice(3)],
    [
      'formats all at once in one of two formats',
      {
        formatAllNamespaces: true,
        namespaces: [namespace({}), namespace({ nsid: 2, kernelName: 'nvme3n2', lbaFormat: 1 })],
      },
      all.slice(3),
    ],
  ])('a drive that %s is offered neither of what that forbids', (_, facts, forbidden) => {
    const refused = all.filter((id) => capabilityOf(id, nvmeDrive(facts)).method === null);
    expect(refused).toEqual(forbidden);
    for (const id of all) expect(capabilityOf(id, nvmeDrive(facts)).codes.length).toBeGreaterThan(0);
  });
});
