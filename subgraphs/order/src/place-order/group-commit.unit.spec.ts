import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createGroupCommit, type GroupCommitOptions, type GroupSettings } from './group-commit.ts';

type Options = Partial<GroupSettings & Pick<GroupCommitOptions<number, number>, 'mayBeOneRequest'>>;

function recording({ mayBeOneRequest = () => true, ...settings }: Options = {}) {
  const groups: number[][] = [];
  const held: (() => void)[] = [];
  let holding = false;
  const commits = createGroupCommit<number, number>({
    settings: { groupWaitMs: 1, maxGroup: 10, maxQueued: 100, maxInFlight: 1, ...settings },
    mayBeOneRequest,
    commit: async (group) => {
      groups.push([...group]);
      if (holding) await new Promise<void>((release) => held.push(release));
      if (group.includes(13)) throw new Error('thirteen');
      return group.map((request) => request * 2);
    },
  });
  return {
    commits,
    groups,
    hold: () => {
      holding = true;
    },
    release: () => {
      holding = false;
      for (const next of held.splice(0)) next();
    },
    releaseFirst: () => held.shift()?.(),
  };
}

describe('group commit', () => {
  it('commits requests of the same moment together and answers each with its own result', async () => {
    const { commits, groups } = recording();
    const results = await Promise.all([1, 2, 3].map((request) => commits.submit(request)));
    expect(results).toEqual([2, 4, 6]);
    expect(groups).toEqual([[1, 2, 3]]);
  });

  it('never makes a group larger than its bound', async () => {
    const { commits, groups } = recording({ maxGroup: 2 });
    await Promise.all([1, 2, 3, 4, 5].map((request) => commits.submit(request)));
    expect(groups).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('lets requests gather after a small group while many come, and after no large one', async () => {
    const pauses: (() => void)[] = [];
    const pause = (milliseconds: number) => {
      expect(milliseconds).toBe(10);
      return new Promise<void>((resume) => pauses.push(resume));
    };
    const { commits, groups } = recording({ maxGroup: 20, gathering: { busyPerSecond: 0, pauseMs: 10, pause } });
    await Promise.all([1, 2].map((request) => commits.submit(request)));
    const gathered = [3, 4].map((request) => commits.submit(request));
    await vi.waitFor(() => expect(pauses).toHaveLength(1), { timeout: 10_000 });
    expect(groups).toEqual([[1, 2]]);
    gathered.push(...Array.from({ length: 16 }, () => commits.submit(5)));
    pauses[0]?.();
    await Promise.all(gathered);
    expect(groups.map((group) => group.length)).toEqual([2, 18]);
    // Nobody ends another pause.
    expect(await commits.submit(6)).toBe(12);
  });

  it('lets a second group go beside one that is being committed only when that lasts long', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { commits, groups, hold, release } = recording({
      maxInFlight: 2,
      gathering: { busyPerSecond: 0, pauseMs: 0 },
    });
    hold();
    const answers = [commits.submit(1)];
    await vi.advanceTimersByTimeAsync(1);
    answers.push(commits.submit(2), commits.submit(3));
    await vi.advanceTimersByTimeAsync(49);
    expect(groups).toEqual([[1]]);
    await vi.advanceTimersByTimeAsync(1);
    expect(groups).toEqual([[1], [2, 3]]);
    release();
    expect(await Promise.all(answers)).toEqual([2, 4, 6]);
  });

  it('lets no third group follow the first one at once, while the second is being committed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { commits, groups, hold, release, releaseFirst } = recording({
      maxInFlight: 2,
      gathering: { busyPerSecond: 0, pauseMs: 0 },
    });
    hold();
    const answers = [commits.submit(1)];
    await vi.advanceTimersByTimeAsync(1);
    answers.push(commits.submit(2));
    await vi.advanceTimersByTimeAsync(50);
    answers.push(commits.submit(3));
    releaseFirst();
    await answers[0];
    await vi.advanceTimersByTimeAsync(49);
    expect(groups).toEqual([[1], [2]]);
    await vi.advanceTimersByTimeAsync(1);
    expect(groups).toEqual([[1], [2], [3]]);
    release();
    expect(await Promise.all(answers)).toEqual([2, 4, 6]);
  });

  it('does not wait for others to gather when it is stopped', async () => {
    const { commits, hold, release } = recording({
      gathering: { busyPerSecond: 0, pauseMs: 10, pause: () => new Promise(() => undefined) },
    });
    hold();
    const last = commits.submit(1);
    const stopping = commits.stop();
    release();
    expect(await last).toBe(2);
    await stopping;
  });

  it('gathers while a group is being committed, and sends the next one at once after it', async () => {
    const { commits, groups, hold, release } = recording({ groupWaitMs: 60_000, maxGroup: 3 });
    hold();
    const first = [1, 2, 3].map((request) => commits.submit(request));
    const second = [4, 5].map((request) => commits.submit(request));
    expect(groups).toEqual([[1, 2, 3]]);
    release();
    expect(await Promise.all([...first, ...second])).toEqual([2, 4, 6, 8, 10]);
    expect(groups).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  it('fails the one bad request and commits the others', async () => {
    const { commits } = recording();
    const results = await Promise.allSettled([1, 2, 13, 4, 5].map((request) => commits.submit(request)));
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'failed'))).toEqual([
      2,
      4,
      'failed',
      8,
      10,
    ]);
  });

  it('fails the group as a whole, without trying its parts, when the fault lies in none of them', async () => {
    const { commits, groups } = recording({ mayBeOneRequest: () => false });
    const results = await Promise.allSettled([1, 13].map((request) => commits.submit(request)));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(groups).toEqual([[1, 13]]);
  });

  it('refuses what does not fit in the queue, and takes more when there is room again', async () => {
    const { commits, hold, release } = recording({ maxGroup: 1, maxQueued: 2 });
    hold();
    const first = commits.submit(1);
    const queued = [commits.submit(2), commits.submit(3)];
    expect(commits.submit(4)).toBeNull();
    release();
    await Promise.all([first, ...queued]);
    expect(await commits.submit(5)).toBe(10);
  });

  it('commits what is queued when it stops, and takes nothing after', async () => {
    const { commits, groups } = recording({ groupWaitMs: 60_000 });
    const queued = commits.submit(1);
    await commits.stop();
    expect(await queued).toBe(2);
    expect(groups).toEqual([[1]]);
    expect(commits.submit(2)).toBeNull();
  });

  it('tells those that wait for a group why they need not wait, and goes on', async () => {
    const { commits, groups, hold, release } = recording({ maxGroup: 2 });
    hold();
    const first = [1, 2].map((request) => commits.submit(request));
    const waiting = Promise.allSettled([3, 4, 5].map((request) => commits.submit(request)));
    commits.rejectQueued(new Error('nobody there'));
    const reasons = (await waiting).map((one) => one.status === 'rejected' && one.reason.message);
    expect(reasons).toEqual(Array(3).fill('nobody there'));
    release();
    expect(await Promise.all([...first, commits.submit(6)])).toEqual([2, 4, 12]);
    expect(groups).toEqual([[1, 2], [6]]);
  });
});
