import type { ServerName } from '../stack-types.ts';
import { kafka } from './kafka.ts';
import { mongodb } from './mongodb.ts';
import { mysql } from './mysql.ts';
import { redis } from './redis.ts';
import type { Server } from './server.ts';

export const servers: Readonly<Record<ServerName, Server>> = { mysql, redis, kafka, mongodb };
