import net from 'node:net';

// Loaded into a service before its own code (`node --import`): every connection to Kafka goes to the proxy instead, also
// those to the address that the broker tells of itself. The service knows nothing of it.
const { FAULT_KAFKA_PORT, FAULT_PROXY_PORT } = process.env;
const { connect } = net;

function throughProxy(...given: unknown[]): unknown {
  const [options, ...others] = given;
  const isKafka =
    typeof options === 'object' && options !== null && 'port' in options && String(options.port) === FAULT_KAFKA_PORT;
  return Reflect.apply(connect, net, isKafka ? [{ ...options, port: Number(FAULT_PROXY_PORT) }, ...others] : given);
}

Object.assign(net, { connect: throughProxy });
