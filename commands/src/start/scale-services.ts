import type { ServiceDefinition } from './services.ts';

/** How many instances of a service there are to be, by its name; one of each that is not in it. */
export type Scale = ReadonlyMap<string, number>;

/** One instance of a service. */
export interface ServiceProcess {
  readonly service: ServiceDefinition;
  /** `order`, and `order-2` for the second one. */
  readonly label: string;
  /** How far its port is from `PORT_BASE`. */
  readonly offset: number;
}

/** Ports of a shop are within a hundred of `PORT_BASE`: ten for the first instances, ten for the second ones … */
const MOST_INSTANCES = 5;
const OFFSET_OF_NEXT = 10;

/** Reads `order=2,item=3`. What cannot be is a sentence for the person who typed it. */
export function readScale(
  text: string | undefined,
  services: readonly ServiceDefinition[],
): Scale | { readonly problem: string } {
  const scale = new Map<string, number>();
  if (text === undefined) return scale;
  const known = services.map(({ name }) => name).filter((name) => name !== 'gateway');
  for (const part of text.split(',')) {
    const [name = '', count = ''] = part.split('=').map((word) => word.trim());
    if (name === 'gateway')
      return {
        problem: '--scale cannot give you several gateways: clients have one address, and nothing is before it.',
      };
    if (!known.includes(name))
      return {
        problem: `--scale does not know "${name}" here; choose from ${known.join(', ')}, as in order=2,item=3.`,
      };
    const number = /^\d$/.test(count) ? Number(count) : Number.NaN;
    if (!(number >= 1 && number <= MOST_INSTANCES))
      return { problem: `--scale needs a number between 1 and ${MOST_INSTANCES} for ${name}, as in ${name}=2.` };
    scale.set(name, number);
  }
  return scale;
}

/** Every process to be started, in the order of the services. */
export function processesOf(services: readonly ServiceDefinition[], scale: Scale): readonly ServiceProcess[] {
  return services.flatMap((service) =>
    Array.from({ length: scale.get(service.name) ?? 1 }, (_, index) => ({
      service,
      label: index === 0 ? service.name : `${service.name}-${index + 1}`,
      offset: service.offset + index * OFFSET_OF_NEXT,
    })),
  );
}

/** Services that have several instances: those find each other by announcing themselves. */
export function isScaled(service: ServiceDefinition, scale: Scale): boolean {
  return (scale.get(service.name) ?? 1) > 1;
}
