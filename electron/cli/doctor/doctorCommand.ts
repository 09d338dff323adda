import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { everyProgram } from '../setup/needs.mjs';
import { findProgram } from '../setup/programs.mjs';

type Finding = { readonly good: boolean; readonly words: string; readonly fix: string | null };

/**
 * `wipebench doctor`: what this PC lacks as a bench, one fix a line. Exit code 0 when nothing is lacking, 1 otherwise. With `--ledger` it walks the
 * agent's whole ledger instead, as `verify` does, which a start does not.
 */
export async function runDoctor(argv: readonly string[], write: (text: string) => void): Promise<number> {
  const [option, folder = '/var/lib/wipebench'] = argv;
  if (option === '--ledger') {
    const { runVerify } = await import('../verify/verifyCommand.ts');
    return runVerify([join(folder, 'ledger.jsonl')], { out: write, err: write });
  }

  const findings = [...programFindings(), ...benchFindings()];
  for (const { good, words, fix } of findings)
    write(`${good ? 'ok      ' : 'lacking '} ${words}${fix === null ? '' : `\n         fix: ${fix}`}\n`);
  const lacking = findings.filter((finding) => !finding.good).length;
  write(
    lacking === 0
      ? '\nNothing is lacking.\n'
      : `\n${lacking} lacking. A virtual bench (npm start -- --virtual) works without those marked for real drives.\n`,
  );
  return lacking === 0 ? 0 : 1;
}

function programFindings(): Finding[] {
  return everyProgram.map(({ program, package: name, why }) => {
    const path = findProgram(program);
    return path === null
      ? { good: false, words: `${program}: ${why}`, fix: `sudo apt-get install -y --no-install-recommends ${name}` }
      : { good: true, words: `${program} at ${path}`, fix: null };
  });
}

function benchFindings(): Finding[] {
  const socket = '/run/wipebench/agent.sock';
  const group = /^wipebench:/m.test(readable('/etc/group'));
  const kernel = readable('/proc/sys/kernel/osrelease').trim();
  const [major = 0, minor = 0] = kernel.split('.').map(Number);
  return [
    {
      good: major > 5 || (major === 5 && minor >= 15),
      words: `kernel ${kernel} (5.15 or newer numbers every insertion of a disk, so that a swapped one is noticed)`,
      fix: major > 5 || (major === 5 && minor >= 15) ? null : 'install a newer kernel',
    },
    {
      good: group,
      words: 'real drives: group "wipebench", whose members may talk to the agent',
      fix: group
        ? null
        : 'sudo groupadd --system wipebench && sudo usermod -aG wipebench "$USER"   (then sign in again)',
    },
    {
      good: existsSync(socket) && reachable(socket),
      words: `real drives: the agent's socket ${socket}`,
      fix:
        existsSync(socket) && reachable(socket)
          ? null
          : 'see docs/operations.md, "Install the agent" (systemd unit in resources/systemd)',
    },
    udevRules(),
    synchronizedClock(),
  ];
}

function udevRules(): Finding {
  const good = existsSync('/etc/udev/rules.d/90-wipebench.rules');
  return {
    good,
    words:
      'real drives: the udev rules for bays (nothing is mounted there, and a drive that hangs does not stop the others)',
    fix: good ? null : 'see docs/operations.md, "Install the agent" (rules in resources/udev)',
  };
}

function synchronizedClock(): Finding {
  const good =
    existsSync('/run/systemd/timesync/synchronized') || findProgram('chronyc') !== null || findProgram('ntpq') !== null;
  return {
    good,
    words: 'a time service, so that certificates carry the right time',
    fix: good ? null : 'sudo apt-get install -y systemd-timesyncd && sudo timedatectl set-ntp true',
  };
}

function readable(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function reachable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
