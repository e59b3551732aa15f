/** What a person reads, whichever program met the full disk. */
export const diskFull = 'The disk is full: free about 1 GB and run the command again.';

/** Whether the last words of a program we run blame a full disk: errno 28, in the words of C, Java, MariaDB and Node. */
export function saysDiskFull(text: string): boolean {
  return /No space left on device|ENOSPC|errno:? 28\b|Errcode: 28\b/i.test(text);
}
