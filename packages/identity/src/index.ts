export {
  type AccessTokenSession,
  type AccessTokenSigner,
  createAccessTokenSigner,
} from './access-token.ts';
export { codedError, type ErrorCode, errorCodes, isErrorCode } from './errors.ts';
export { fetchJwks } from './fetch-jwks.ts';
export { requireAdmin, requireService, requireUser } from './guards.ts';
export { parsePrivateKey, parsePublicKey } from './parse-key.ts';
export {
  createViewerSigner,
  createViewerVerifier,
  parseViewerKey,
  parseViewerKeys,
  signViewer,
  TIME_LEFT_HEADER,
  VIEWER_HEADER,
  verifyViewer,
} from './sign-viewer.ts';
export {
  type AccessTokenVerifier,
  createAccessTokenVerifier,
  deniedSessionKey,
  type VerifierOptions,
} from './verify-access-token.ts';
export {
  type AnonymousViewer,
  maySee,
  type Role,
  type ServiceViewer,
  type UserViewer,
  userIdSchema,
  type Viewer,
} from './viewer.ts';
