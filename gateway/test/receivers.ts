export { type StudioReceiver, studioReceiver } from './studio-receiver.ts';
export { startUplink, type Uplink } from './uplink.ts';
