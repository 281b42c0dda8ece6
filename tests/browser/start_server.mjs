// A real `tlsward serve` (or `tlsward demo`) for a test: its own folder, free ports of loopback,
// ended by its process id however the test ends.
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const binary = process.env.BINARY;
const startMs = 20_000;
const stopMs = 10_000;
const running = new Set();

process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

// Runs a command of tlsward to its end. Returns what it printed, with its exit code; never throws
// for that: what a refused report is, is the caller's business.
export async function runTlsward(...args) {
  const options = { maxBuffer: 256 << 20 };
  return promisify(execFile)(binary, args, options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error) => ({ code: error.code, stdout: error.stdout, stderr: error.stderr }),
  );
}

// The addresses that a server tells when it listens: { dashboard, ingest }.
function told(child, awaited) {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    const timer = setTimeout(() => reject(new Error(`not listening: ${stderr}`)), startMs);
    child.stderr.on('data', (data) => (stderr = (stderr + data).slice(-4000)));
    child.on('exit', (code) => reject(new Error(`ended at its start with ${code}: ${stderr}`)));
    child.stdout.on('data', (data) => {
      stdout += data;
      const dashboard = /^dashboard on (\S+)\n/m.exec(stdout)?.[1];
      const ingest = /^listening on (\S+)\n/m.exec(stdout)?.[1];
      if (!dashboard || (awaited.ingest && !ingest)) return;
      clearTimeout(timer);
      resolve({ dashboard, ingest });
    });
  });
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
  await ended;
  clearTimeout(timer);
}

async function start(args, folder, awaited = {}) {
  const child = spawn(binary, args, {
    env: { ...process.env, TMPDIR: folder, TLSWARD_DASHBOARD_LOGIN: awaited.login ?? 'none' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const { dashboard, ingest } = await told(child, awaited);
  return {
    url: dashboard,
    ingest,
    folder,
    config: join(folder, 'config.toml'),
    async stop() {
      await stop(child);
      await rm(folder, { recursive: true });
    },
  };
}

function configuration(folder, { ours, lines: more }) {
  const lines = [
    '[store]',
    `path = "${folder}/tlsward.db"`,
    '[dashboard]',
    'listen = "127.0.0.1:0"',
    '[ingest]',
    'listen = "127.0.0.1:0"', // plain HTTP, as behind a proxy
    `accept_any_domain = ${ours === undefined}`,
    '[limits]',
    'max_age = "36500d"',
    '[checks]',
    'daily_at = ""', // nothing is asked of DNS
  ];
  lines.push(...(more ?? []));
  for (const domain of ours ?? []) lines.push('[[domain]]', `name = "${domain}"`);
  return `${lines.join('\n')}\n`;
}

// Serves the reports of a data set (data_sets.mjs) after it imported them, in files of their names.
// Nobody logs in unless its `login` is "required"; its `users` ([name, password, flag...]) are made
// before, its `lines` stand in the configuration, last in [checks].
export async function startServer(dataSet) {
  const folder = await mkdtemp(join(tmpdir(), 'tlsward-browser-'));
  const reports = join(folder, 'reports');
  await mkdir(reports);
  await writeFile(join(folder, 'config.toml'), configuration(folder, dataSet));
  for (const { name, text } of dataSet.reports) await writeFile(join(reports, name), text);
  if (dataSet.reports.length > 0)
    await runTlsward('import', '--config', join(folder, 'config.toml'), reports);
  for (const [name, password, ...flags] of dataSet.users ?? []) {
    const file = join(folder, 'password');
    await writeFile(file, password);
    const more = ['--password-file', file, '--config', join(folder, 'config.toml')];
    const { code, stderr } = await runTlsward('user', 'add', name, ...flags, ...more);
    if (code !== 0) throw new Error(stderr);
  }
  return start(['serve', '--config', join(folder, 'config.toml')], folder, {
    ingest: true,
    login: dataSet.login,
  });
}

// Serves the month of `tlsward demo`.
export async function startDemo() {
  const folder = await mkdtemp(join(tmpdir(), 'tlsward-browser-'));
  return start(['demo', '--listen', '127.0.0.1:0'], folder);
}
