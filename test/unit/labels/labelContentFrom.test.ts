import { describe, expect, test } from 'vitest';
import { labelContent } from '../../../core/domain/label.ts';
import { verdictOutcome } from '../../../core/domain/verdict.ts';
import { labelContentFrom } from '../../../electron/station/labels/labelContentFrom.ts';
import { sampleRecord } from '../../fixtures/paper/sampleRecord.ts';

const reasons = [{ code: 'all-evidence-agrees', details: {} }];

describe('the label of a sealed record', () => {
  test('only a plain sanitized verdict makes a PASS', () => {
    for (const outcome of verdictOutcome.options) {
      const { kind } = labelContentFrom(sampleRecord({ verdict: { outcome, reasons } }), 'WB1:A', 1);
      expect(kind === 'PASS', outcome).toBe(outcome === 'sanitized');
    }
  });

  test('says what the record says, and keeps unknown unknown', () => {
    const record = sampleRecord({ drive: { ...sampleRecord().drive, serialNumber: null, model: null } });
    const content = labelContent.parse(labelContentFrom(record, 'WB1:A', null));
    expect(content).toMatchObject({ serialNumber: null, model: null, bayNumber: null, virtual: false });
    expect(content).toMatchObject({ date: '2026-11-22', initials: 'MK', labelCode: 'WB1:A' });
  });

  test.each([
    ['Maria Kowalska', 'MK'],
    ['jan van der berg', 'JVB'],
    ['Cher', 'C'],
    ['Łukasz Ćwik-Żak', 'ŁĆŻ'],
  ])('initials of %s are %s', (name, initials) => {
    const operator = { ...sampleRecord().operator, name };
    expect(labelContentFrom(sampleRecord({ operator }), 'WB1:A', 1).initials).toBe(initials);
  });
});
