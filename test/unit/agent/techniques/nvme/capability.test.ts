import { describe, expect, it } from 'vitest';
import type { Drive } from '../../../../../core/domain/drive.ts';
import type { NvmeEraseFacts } from '../../../../../core/domain/eraseFacts.ts';
import { because } from '../../../../../core/domain/reason.ts';
import type { TechniqueId } from '../../../../../core/domain/technique.ts';
import { nvmeTechniques } from '../../../../../native/agent/techniques/nvme/nvmeTechniques.ts';
import { overwriteTechniques } from '../../../../../native/agent/techniques/registry.ts';
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
const SIZE = 64 * 1024 ** 2;
const second = namespace({ nsid: 2, kernelName: 'nvme3n2' });
const PARTS = [
  { nsid: 1, kernelName: 'nvme3n1', sizeBytes: SIZE, logicalBlockBytes: 512 },
  { nsid: 2, kernelName: 'nvme3n2', sizeBytes: SIZE, logicalBlockBytes: 512 },
];
/** A drive of two namespaces that are both shown. */
const twofold = (facts: Partial<NvmeEraseFacts> = {}, parts: Drive['parts'] | null = PARTS): Drive => ({
  ...nvmeDrive({ namespaces: [namespace({}), second], otherControllers: 0, ...facts }),
  sizeBytes: 2 * SIZE,
  ...(parts === null || parts === undefined ? {} : { parts }),
});

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
      all,
    ],
  ])('a drive that %s is offered neither of what that forbids', (_, facts, forbidden) => {
    const refused = all.filter((id) => capabilityOf(id, nvmeDrive(facts)).method === null);
    expect(refused).toEqual(forbidden);
    for (const id of all) expect(capabilityOf(id, nvmeDrive(facts)).codes.length).toBeGreaterThan(0);
  });

  it('several namespaces that are all shown, and that nobody else reaches, are erased as one', () => {
    expect(all.map((id) => capabilityOf(id, twofold()).method)).toEqual(['purge', 'purge', 'purge', 'clear', 'clear']);
    for (const { capability } of overwriteTechniques) expect(capability(twofold()).method).toBeNull();
  });

  it('an overwrite goes through one namespace, also where nobody could ask the drive about others', () => {
    const unasked = { ...twofold(), erase: null };
    for (const { capability } of overwriteTechniques) {
      const { method, reasons } = capability(unasked);
      expect([method, reasons[0]?.code]).toEqual([null, 'nvme-overwrite-misses-namespaces']);
    }
  });

  it.each<[string, Drive, string]>([
    ['the system shows only one disk for', twofold({}, null), 'nvme-namespaces-changed'],
    [
      'the system shows another disk for',
      twofold({}, [PARTS[0], { ...PARTS[1], kernelName: 'nvme4n2' }] as never),
      'nvme-namespaces-changed',
    ],
    [
      'the system shows in another size',
      twofold({}, [PARTS[0], { ...PARTS[1], sizeBytes: 512 }] as never),
      'nvme-namespaces-changed',
    ],
    ['the system shows one more of', twofold({ namespaces: [namespace({})] }), 'nvme-namespaces-changed'],
    [
      'are not all attached',
      twofold({ namespaces: [namespace({}), second, namespace({ nsid: 3, kernelName: null })] }),
      'nvme-namespace-not-shown',
    ],
    ['other controllers reach', twofold({ otherControllers: 1 }), 'nvme-other-controllers'],
    ['perhaps other controllers reach', twofold({ otherControllers: null }), 'nvme-controllers-not-told'],
    [
      'nobody asked who else reaches',
      (({ otherControllers: _, ...erase }) => ({ ...twofold(), erase }))(twofold().erase as NvmeEraseFacts),
      'nvme-controllers-not-told',
    ],
    ['two controllers of this PC reach', twofold({ controllers: 2 }), 'nvme-several-controllers'],
  ])('namespaces that %s are erased by nothing', (_, drive, code) => {
    for (const id of all) {
      const { method, codes } = capabilityOf(id, drive);
      expect([id, method]).toEqual([id, null]);
      expect(codes).toContain(code);
    }
  });

  it.each<[string, Partial<NvmeEraseFacts>]>([
    ['formats', { formatAllNamespaces: true }],
    ['erases', { eraseAllNamespaces: true }],
  ])('a drive that %s all namespaces whichever one is named is sanitized and not formatted', (_, facts) => {
    const refused = all.filter((id) => capabilityOf(id, twofold(facts)).method === null);
    expect(refused).toEqual(all.slice(3));
    expect(capabilityOf('nvme-format-user-data', twofold(facts)).codes).toContain('nvme-format-reaches-all-namespaces');
    expect(all.filter((id) => capabilityOf(id, nvmeDrive(facts)).method === null)).toEqual([]);
  });

  it('a policy that wants an overwrite after the erase, and more namespaces than the record has lines for, are refused', () => {
    const then = { ...nvmePolicy, followedBy: ['overwrite-stream' as const] };
    expect(capabilityOf('nvme-sanitize-block', twofold(), then).codes).toContain(
      'nvme-overwrite-after-misses-namespaces',
    );
    const numbers = Array.from({ length: 33 }, (_, at) => at + 1);
    const many = twofold(
      { namespaces: numbers.map((nsid) => namespace({ nsid, kernelName: `nvme3n${nsid}` })) },
      numbers.map((nsid) => ({ ...PARTS[0], nsid, kernelName: `nvme3n${nsid}` })) as never,
    );
    expect(capabilityOf('nvme-sanitize-block', many).codes).toEqual(['nvme-too-many-namespaces']);
  });
});
