import { expect, it } from 'vitest';
import { OptionsError, readAgentOptions } from '../../../../native/agent/server/agentOptions.ts';
import { groupFrom } from '../../../../native/agent/server/groupMembers.ts';
import { operatingSystemName, plainBoardFact } from '../../../../native/agent/server/hostFacts.ts';
import { mayTalk } from '../../../../native/agent/server/peerCheck.ts';

const passwd =
  'root:x:0:0:root:/root:/bin/sh\nalma:x:1000:1000::/:/bin/sh\nbo:x:1001:500::/:/bin/sh\neve:x:1002:1002::/:/bin/sh\n';
const group = groupFrom('wipebench', 'root:x:0:\nwipebench:x:500:alma,gone\nwipebench2:x:501:eve\n', passwd);

it('root, the agent’s own user and the group’s members may talk, nobody else', () => {
  expect(group).toEqual({ gid: 500, uids: new Set([1000, 1001]) });
  const peer = (uid: number, gid = uid) => mayTalk({ uid, gid, pid: 1 }, 33, group);
  expect([0, 33, 1000, 1001].map((uid) => peer(uid))).toEqual([true, true, true, true]);
  expect(peer(1002, 500)).toBe(true);
  expect([1002, 65534].map((uid) => peer(uid))).toEqual([false, false]);
  expect(mayTalk({ uid: 1000, gid: 1000, pid: 1 }, 33, null)).toBe(false);
  expect(groupFrom('none', 'root:x:0:\n', passwd)).toBeNull();
});

it('what a board says when nobody filled it in is not a fact', () => {
  expect(
    ['To Be Filled By O.E.M.', 'Default string', ' ', null, '0000', 'System Serial Number'].map(plainBoardFact),
  ).toEqual([null, null, null, null, null, null]);
  expect(plainBoardFact(' ThinkCentre M900\n')).toBe('ThinkCentre M900');
});

it('the name of the system is read from os-release, quoted or not', () => {
  expect(operatingSystemName('ID=debian\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n')).toBe(
    'Debian GNU/Linux 12 (bookworm)',
  );
  expect(operatingSystemName('PRETTY_NAME=Alpine\n')).toBe('Alpine');
  expect(operatingSystemName('')).toBe('unknown');
});

it('a wrong command line is one sentence, never a guess', () => {
  const read =
    (...argv: string[]) =>
    () =>
      readAgentOptions(argv, 'host');
  expect(read()).toThrow(/--socket is required/);
  expect(read('--socket', '/a')).toThrow(/--state is required/);
  expect(read('--socket', '/a', '--state', '/b', '--device', '/dev/sda')).toThrow(OptionsError);
  expect(read('--socket', '/a', '--state', '/b', '/dev/sda')).toThrow(OptionsError);
  expect(read('--socket', '/a', '--state', '/b', '--silence-ms', '0')).toThrow(/above zero/);
  expect(read('--socket', '/a', '--state', '/b')()).toMatchObject({
    virtualDirectory: null,
    allowLoop: false,
    group: 'wipebench',
    stationName: 'host',
    // Five per cent are drawn for quality unless root says otherwise.
    qualitySharePpm: 50_000,
  });
});
