import type { FastifyRequest } from 'fastify';

/**
 * Where the customer is, as the signed caller tells it: the last address of `x-forwarded-for`, which is the one that the
 * gateway itself has seen; what stands before it comes from outside.
 */
export function clientAddressOf({ headers, ip }: Pick<FastifyRequest, 'headers' | 'ip'>): string {
  const forwarded = headers['x-forwarded-for'];
  const last = (Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? '')).split(',').at(-1)?.trim();
  return last === undefined || last === '' ? ip : last;
}
