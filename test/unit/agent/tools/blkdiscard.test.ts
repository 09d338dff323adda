import { expect, it } from 'vitest';
import { trimAfterErase } from '../../../../native/agent/tools/blkdiscard.ts';
import { toolRunOf } from '../../../fixtures/shim/sgIo.ts';

it('a trim is told as what it is, whether it went well or not, and never names a node', async () => {
  const said = (exitCode: number, stderr: string) => async (program: string, argv: readonly string[]) => {
    expect([program, ...argv]).toEqual(['blkdiscard', '--force', '/dev/sdq']);
    return toolRunOf(program, argv, { exitCode, stdout: Buffer.alloc(0), stderr: Buffer.from(stderr) });
  };
  expect(await trimAfterErase(said(0, ''), '/dev/sdq')).toEqual({ code: 'trim-told', details: {} });
  const failed = await trimAfterErase(
    said(1, 'blkdiscard: /dev/sdq: BLKDISCARD ioctl failed: Operation not supported\n'),
    '/dev/sdq',
  );
  expect(failed.code).toBe('trim-not-done');
  expect(JSON.stringify(failed)).not.toContain('/dev/');
  expect((await trimAfterErase(() => Promise.resolve(null), '/dev/sdq')).code).toBe('trim-not-done');
});
