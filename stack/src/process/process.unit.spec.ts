import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandLine, listProcesses, parseProcessList } from './list-processes.ts';
import { parsePidFile, readLivePidFile, writePidFile } from './pid-file.ts';
import { processStart, startTicks } from './process-start.ts';
import { stopProcess } from './stop-process.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stack-process-'));
});
afterAll(() => rm(folder, { recursive: true }));

function startSleeper(marker: string) {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', marker], { stdio: 'ignore' });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  if (child.pid === undefined) throw new Error('the sleeper did not start');
  return { pid: child.pid, ended };
}

describe('the process list', () => {
  it('reads the lines of ps', () => {
    expect(
      parseProcessList('    1 /sbin/init\n 4711 java -cp libs/* kafka.Kafka /a b/server.properties  \n\n'),
    ).toEqual([
      { pid: 1, command: '/sbin/init' },
      { pid: 4711, command: 'java -cp libs/* kafka.Kafka /a b/server.properties' },
    ]);
  });

  it('holds this very process', async () => {
    const own = await commandLine(process.pid);
    expect(own).toContain('node');
    expect((await listProcesses()).find(({ pid }) => pid === process.pid)?.command).toBe(own);
  });
});

describe('processStart', () => {
  it('finds field 22 behind a name with blanks and brackets', () => {
    const fields = ['S', ...Array.from({ length: 18 }, (_, index) => String(index)), '98765', 'more'];
    expect(startTicks(`42 (a) b (c) ${fields.join(' ')}`)).toBe('98765');
  });

  it('counts a zombie as ended', () => {
    expect(startTicks(`42 (x) Z ${Array(30).fill('0').join(' ')}`)).toBeUndefined();
  });

  it('is stable for one process and undefined for none', async () => {
    const first = await processStart(process.pid);
    expect(first).toBeDefined();
    expect(await processStart(process.pid)).toBe(first);
    expect(await processStart(2 ** 22 + 1)).toBeUndefined();
  });
});

describe('a pid file', () => {
  it.each(['', '{"pid":', '{"pid":0,"port":1}', '{"pid":"1","port":1}'])('damaged as %j names nobody', (text) => {
    expect(parsePidFile(text)).toBeUndefined();
  });

  it('names a process only while its command line has the marker', async () => {
    const file = join(folder, 'server.pid.json');
    await writePidFile(file, { pid: 4711, port: 13306 });
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ pid: 4711, port: 13306 });
    expect(await readLivePidFile(file, '--data=/a', async () => 'server --data=/a')).toEqual({
      pid: 4711,
      port: 13306,
    });
    expect(await readLivePidFile(file, '--data=/a', async () => 'editor /a')).toBeUndefined();
    expect(await readLivePidFile(file, '--data=/a', async () => undefined)).toBeUndefined();
  });

  it('may be missing or damaged', async () => {
    expect(await readLivePidFile(join(folder, 'none'), 'x')).toBeUndefined();
    await writeFile(join(folder, 'half'), '{"pid":12');
    expect(await readLivePidFile(join(folder, 'half'), 'x')).toBeUndefined();
  });
});

describe('stopProcess', () => {
  it('ends the process that carries the marker', async () => {
    const sleeper = startSleeper('marker-of-mine');
    await stopProcess(sleeper.pid, 'marker-of-mine');
    expect(await sleeper.ended).toBe('SIGTERM');
  });

  it('never touches a pid that went to somebody else', async () => {
    const stranger = startSleeper('marker-of-a-stranger');
    await stopProcess(stranger.pid, 'marker-of-mine');
    expect(await commandLine(stranger.pid)).toContain('marker-of-a-stranger');
    await stopProcess(stranger.pid, 'marker-of-a-stranger');
    await stranger.ended;
  });
});
