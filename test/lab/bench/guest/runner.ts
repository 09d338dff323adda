import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { DoorPlate, FromGuest, ToGuest } from '../guestProtocol.ts';
import { readLines } from '../lines.ts';

/** Inside the guest: calls the host and does what it says, until the host's side is gone; then the guest powers off. */
const door = JSON.parse(readFileSync('/run/out/door.json', 'utf8')) as DoorPlate;
const processes = new Map<number, ChildProcess>();

const orders = connect(door.port, door.host, () => tell({ t: 'hello', token: door.token }));
orders.on('error', (error) => console.log(`orders: ${error.message}`));
orders.on('close', () => process.exit(0));
readLines(orders, (line) => {
  obey(line as ToGuest);
  return 'more';
});

function tell(frame: FromGuest): void {
  orders.write(`${JSON.stringify(frame)}\n`);
}

function obey(order: ToGuest): void {
  switch (order.t) {
    case 'run':
      return run(order.id, order.argv, order.timeoutMs);
    case 'signal':
      processes.get(order.id)?.kill(order.signal);
      return;
    case 'open-socket':
      return openSocket(order.id, order.path);
    case 'open-process':
      return openProcess(order.id, order.argv);
    case 'power-off':
      process.exit(0);
  }
}

function run(id: number, argv: readonly string[], timeoutMs: number | null): void {
  const child = start(id, argv, 'ignore');
  let told = false;
  const end = (code: number | null, signal: string | null, timedOut: boolean): void => {
    if (told) return;
    told = true;
    clearTimeout(timer);
    tell({ t: 'ended', id, code, signal, timedOut });
  };
  // A process that waits inside the kernel does not die of its signal: the answer does not wait for it.
  const timer =
    timeoutMs === null
      ? undefined
      : setTimeout(() => {
          child.kill('SIGKILL');
          end(null, 'SIGKILL', true);
        }, timeoutMs);
  for (const to of ['stdout', 'stderr'] as const) {
    child[to]?.on('data', (piece: Buffer) => tell({ t: 'output', id, to, base64: piece.toString('base64') }));
  }
  child.on('close', (code, signal) => end(code, signal, false));
  // A daemon that it left behind may keep its output open for ever.
  child.on('exit', (code, signal) => setTimeout(() => end(code, signal, false), 500));
}

function openSocket(id: number, path: string): void {
  const inner = connect(path);
  inner.once('error', (error) => tell({ t: 'failed', id, why: `${path}: ${error.message}` }));
  inner.once('connect', () => stream(id, inner, inner));
}

function openProcess(id: number, argv: readonly string[]): void {
  const child = start(id, argv, 'pipe');
  if (child.stdin === null || child.stdout === null) return;
  const outer = stream(id, child.stdin, child.stdout);
  child.stderr?.pipe(outer, { end: false });
  outer.on('close', () => child.kill('SIGHUP'));
}

function start(id: number, argv: readonly string[], input: 'pipe' | 'ignore'): ChildProcess {
  const [program = '', ...rest] = argv;
  const child = spawn(program, rest, { stdio: [input, 'pipe', 'pipe'], cwd: '/' });
  processes.set(id, child);
  child.once('spawn', () => tell({ t: 'started', id, pid: child.pid ?? 0 }));
  child.once('error', (error) => tell({ t: 'failed', id, why: error.message }));
  child.once('exit', () => processes.delete(id));
  return child;
}

/** One more connection to the host that carries plain bytes both ways. */
function stream(id: number, input: NodeJS.WritableStream, output: NodeJS.ReadableStream): Socket {
  // What a program says after the end of its input still has to arrive.
  const outer = connect({ port: door.port, host: door.host, allowHalfOpen: true });
  outer.write(`${JSON.stringify({ t: 'stream', token: door.token, id } satisfies FromGuest)}\n`);
  outer.pipe(input);
  output.pipe(outer);
  const endBoth = (): void => {
    outer.destroy();
    if ('destroy' in input) (input as Duplex).destroy();
  };
  outer.on('error', endBoth);
  outer.on('close', endBoth);
  input.on('error', endBoth);
  return outer;
}
