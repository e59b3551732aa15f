export { connectMongo } from '../src/connect-mongo.ts';
export { updates } from '../src/fold-my-page/consume-updates.ts';
export { createUpdatesConsumer } from '../src/fold-my-page/updates-consumer.ts';
export { goBack, PoorerPages, rebuildPages } from '../src/rebuild-pages/rebuild-pages.ts';
export { createMyPageStore, type MyPageStore } from '../src/store-my-page/my-page-store.ts';
