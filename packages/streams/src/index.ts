export { createJoinDriver, type JoinDriver, type JoinDriverOptions } from './driver/join-driver.ts';
export { createWindowDriver, type WindowDriver } from './driver/window-driver.ts';
export { createTableJoin, type JoinHandler, type Lookup, type TableJoinOptions } from './join/join-table.ts';
export { createTable, type Table, type TableOptions } from './table/create-table.ts';
export { createTableState, type TableEntry, type TableRecord, type TableState } from './table/table-state.ts';
export {
  createTumblingWindow,
  type TumblingWindowOptions,
  type WindowRecord,
} from './window/create-tumbling-window.ts';
export {
  type Aggregation,
  advanceWindows,
  emptyWindowState,
  foldWindows,
  type OpenWindow,
  type SideOutput,
  type WindowInput,
  type WindowResult,
  type WindowSettings,
  type WindowState,
  type WindowStep,
} from './window/window-state.ts';
