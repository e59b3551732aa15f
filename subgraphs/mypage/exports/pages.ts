export { connectMongo } from '../src/connect-mongo.ts';
export { updates } from '../src/fold-my-page/consume-updates.ts';
export { foldBatch } from '../src/fold-my-page/fold-batch.ts';
export { emptyDocument } from '../src/fold-my-page/fold-my-page.ts';
export type { MyPageDocument, Shelf, ShelfEntry } from '../src/fold-my-page/my-page-document.ts';
export { createUpdatesConsumer } from '../src/fold-my-page/updates-consumer.ts';
export { goBack, PoorerPages, rebuildPages } from '../src/rebuild-pages/rebuild-pages.ts';
export { createGenerations } from '../src/store-my-page/generations.ts';
export { collectionsOf, createMyPageStore, type MyPageStore } from '../src/store-my-page/my-page-store.ts';
