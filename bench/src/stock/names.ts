export const ORIGINAL = 'as the original';
export const GUARDED = 'guarded update';
export const LOCK = 'lock';
export const MERGE = 'merge';
export const WINDOW = 'window';
export const GATE = 'gate alone';
