import type { GatewayExecutor, GatewayInterface } from '@apollo/server-gateway-interface';

/** The same engine, with another layer around the execution of each operation. */
export function withLayer(
  engine: GatewayInterface,
  layer: (execute: GatewayExecutor) => GatewayExecutor,
): GatewayInterface {
  return {
    async load(options) {
      const { executor } = await engine.load(options);
      return { executor: executor === null ? null : layer(executor) };
    },
    onSchemaLoadOrUpdate: (callback) => engine.onSchemaLoadOrUpdate(callback),
    stop: () => engine.stop(),
  };
}
