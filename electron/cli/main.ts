/**
 * `wipebench <command>` under Node 24. `wipebench.mjs` is the door that sets everything up first. Each command is loaded only when it is asked for, so
 * that `verify` needs no database and `doctor` no browser.
 */
const HELP = `wipebench <command>

  demo     the whole way of a drive on a virtual bench: wipe, verify, label, certificate, export   [--out DIR] [--drives N] [--size MiB]
  start    the station's window   [--virtual] [--agent SOCKET] [--port N] [--no-window]
  verify   is this certificate, export or label genuine?   PATH... [--key FINGERPRINT] [--json]
  export   write certificates of this station into one verifiable ZIP, by lot, day, person or search; Ctrl-C leaves nothing behind
  upload   send what waits to the configured places, without a window   [--station DIR] [--sink NAME] [--until-empty] [--unpark]
  doctor   what this PC lacks as a bench, one fix a line; --ledger [FOLDER]: every entry of the agent's ledger, from the first
  check    types, lint, architecture, unit and contract tests
  test     the whole test suite
  lab      every technique on emulated drives that are honest, broken or lying   [SCENARIO...] [--json FILE] [--write-limits] | --shell
  bench    the disk engine and its peers in pairs on the same targets   [--quick] [--parts A,B] [--json FILE] [--write-page]
           import: a customer's list of 100,000 rows; window: 48 live bays beside an idle bench   [--write-page]
           store: a station with a million certificates against one with ten thousand   [--certificates N] [--json FILE] [--write-page]
  campaign power-cut | agent-kill: in the middle of every technique; tamper: evidence changed in every way, shown to every verifier;
           kill: agent and station killed in the middle of everything, and disks filled up;
           uploads: twenty stations to one PostgreSQL that is restarted, with connections that are cut;
           day: the scripted day in German, Chinese and Polish   [--language L]
`;

const write = (text: string): void => void process.stdout.write(text);

async function run(command: string, argv: readonly string[]): Promise<number> {
  switch (command) {
    case 'demo':
      return (await import('./demo/demoCommand.ts')).runDemo(argv, process.stdout);
    case 'start':
      return (await import('./start/startCommand.ts')).runStart(argv, write);
    case 'verify': {
      const err = (text: string): void => void process.stderr.write(text);
      return (await import('./verify/verifyCommand.ts')).runVerify(argv, { out: write, err });
    }
    case 'export': {
      const { exportAtTerminal } = await import('./export/exportAtTerminal.ts');
      return exportAtTerminal(argv, write);
    }
    case 'upload': {
      const err = (text: string): void => void process.stderr.write(text);
      const { runUpload } = await import('./upload/uploadCommand.ts');
      return runUpload(argv, { out: write, err, environment: process.env });
    }
    case 'doctor':
      return (await import('./doctor/doctorCommand.ts')).runDoctor(argv, write);
    case 'check':
      return (await import('./check/checkCommand.ts')).runCheck(argv, write);
    case 'test':
      return (await import('./check/checkCommand.ts')).runTest(argv, write);
    case 'lab':
      return (await import('../../test/lab/labCommand.ts')).runLab(argv, write);
    case 'bench':
      return (await import('../../test/bench/benchCommand.ts')).runBench(argv, write);
    case 'campaign':
      return (await import('./campaign/campaigns.ts')).runNamedCampaign(argv, write);
    case 'help':
    case '--help':
      write(HELP);
      return 0;
    default:
      process.stderr.write(`wipebench: there is no command "${command}"\n\n${HELP}`);
      return 2;
  }
}

const [command = 'help', ...argv] = process.argv.slice(2);
run(command, argv).then(
  (code) => {
    process.exitCode = code;
  },
  (cause: unknown) => {
    process.stderr.write(
      `wipebench ${command}: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`,
    );
    process.exitCode = 2;
  },
);
