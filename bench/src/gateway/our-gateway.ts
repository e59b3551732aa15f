const SUBGRAPHS = ['user', 'item', 'order', 'coupon', 'mypage'] as const;

/** Settings of our gateway before the stub, which answers for all subgraphs. */
export function gatewaySettings(redisUrl: string, stubPort: number): Readonly<Record<string, string>> {
  const key = Buffer.alloc(32, 7).toString('base64');
  return {
    HOST: '127.0.0.1',
    LOG_LEVEL: 'error',
    REDIS_URL: redisUrl,
    JWKS_URL: `http://127.0.0.1:${stubPort}/jwks`,
    VIEWER_KEYS: SUBGRAPHS.map((name) => `${name}=${key}`).join(','),
    RATE_LIMITS: 'off',
    MAX_COST: '1000000',
    MAX_ALIASES: '100',
    OPERATIONS_PORT: '0',
    ...Object.fromEntries(
      SUBGRAPHS.map((name) => [`${name.toUpperCase()}_URL`, `http://127.0.0.1:${stubPort}/${name}`]),
    ),
  };
}
