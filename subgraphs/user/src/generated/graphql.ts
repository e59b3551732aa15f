// Generated from schema.graphql by `npm run generate`. Do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { UserModel } from '../models.ts';
import type { Context } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** RFC 3339, UTC, milliseconds. */
  DateTime: { input: Date; output: Date; }
  _FieldSet: { input: unknown; output: unknown; }
};

export type DeleteAccountInput = {
  /** Asked again, so that a session alone cannot do it. */
  readonly password: Scalars['String']['input'];
};

export type DeleteAccountResult = DeleteAccountSuccess | InvalidCredentialsProblem | TooManyAttemptsProblem;

export type DeleteAccountSuccess = {
  readonly __typename?: 'DeleteAccountSuccess';
  readonly deleted: Scalars['Boolean']['output'];
};

export type EmailTakenProblem = Problem & {
  readonly __typename?: 'EmailTakenProblem';
  readonly code: ProblemCode;
  readonly message: Scalars['String']['output'];
};

export type FieldProblem = {
  readonly __typename?: 'FieldProblem';
  readonly message: Scalars['String']['output'];
  readonly path: Scalars['String']['output'];
};

export type InvalidCredentialsProblem = Problem & {
  readonly __typename?: 'InvalidCredentialsProblem';
  readonly code: ProblemCode;
  readonly message: Scalars['String']['output'];
};

export type InvalidInputProblem = Problem & {
  readonly __typename?: 'InvalidInputProblem';
  readonly code: ProblemCode;
  readonly fields: ReadonlyArray<FieldProblem>;
  readonly message: Scalars['String']['output'];
};

export type LoginInput = {
  readonly email: Scalars['String']['input'];
  readonly password: Scalars['String']['input'];
};

export type LoginResult = InvalidCredentialsProblem | LoginSuccess | TooManyAttemptsProblem;

export type LoginSuccess = {
  readonly __typename?: 'LoginSuccess';
  readonly session: Session;
};

export type LogoutResult = LogoutSuccess;

export type LogoutSuccess = {
  readonly __typename?: 'LogoutSuccess';
  readonly loggedOut: Scalars['Boolean']['output'];
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Deletes the account of the signed-in user for ever: sessions end, personal data goes, orders stay without a name. */
  readonly deleteAccount: DeleteAccountResult;
  /** Ends every session of the signed-in user, on all devices. */
  readonly endAllSessions: LogoutResult;
  readonly login: LoginResult;
  /** Ends the session: the refresh token is spent and the access token is refused from now on. */
  readonly logout: LogoutResult;
  /** Rotates the refresh token of the cookie and answers with a new access token. */
  readonly refreshSession: RefreshSessionResult;
  readonly signUp: SignUpResult;
};


export type MutationDeleteAccountArgs = {
  input: DeleteAccountInput;
};


export type MutationLoginArgs = {
  input: LoginInput;
};


export type MutationSignUpArgs = {
  input: SignUpInput;
};

export type Problem = {
  readonly code: ProblemCode;
  readonly message: Scalars['String']['output'];
};

export type ProblemCode =
  | 'EMAIL_TAKEN'
  | 'INVALID_CREDENTIALS'
  | 'INVALID_INPUT'
  | 'SESSION_EXPIRED'
  | 'SESSION_REVOKED'
  | 'TOO_MANY_ATTEMPTS'
  | 'WEAK_PASSWORD';

export type Query = {
  readonly __typename?: 'Query';
  /** The signed-in customer; null for an anonymous caller. */
  readonly me: Maybe<User>;
  /** Oneself, or anyone for an administrator; null for everybody else. */
  readonly user: Maybe<User>;
};


export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};

export type RefreshSessionResult = RefreshSessionSuccess | SessionExpiredProblem | SessionRevokedProblem;

export type RefreshSessionSuccess = {
  readonly __typename?: 'RefreshSessionSuccess';
  readonly session: Session;
};

export type Role =
  | 'ADMIN'
  | 'CUSTOMER';

export type Session = {
  readonly __typename?: 'Session';
  /** EdDSA JWT for `Authorization: Bearer`; the refresh token travels in an HttpOnly cookie. */
  readonly accessToken: Scalars['String']['output'];
  readonly expiresAt: Scalars['DateTime']['output'];
  readonly user: User;
};

export type SessionExpiredProblem = Problem & {
  readonly __typename?: 'SessionExpiredProblem';
  readonly code: ProblemCode;
  readonly message: Scalars['String']['output'];
};

export type SessionRevokedProblem = Problem & {
  readonly __typename?: 'SessionRevokedProblem';
  readonly code: ProblemCode;
  readonly message: Scalars['String']['output'];
};

export type SignUpInput = {
  readonly email: Scalars['String']['input'];
  /** 1 to 100 characters. */
  readonly name: Scalars['String']['input'];
  /** 10 to 200 characters. */
  readonly password: Scalars['String']['input'];
};

export type SignUpResult = EmailTakenProblem | InvalidInputProblem | SignUpSuccess | WeakPasswordProblem;

export type SignUpSuccess = {
  readonly __typename?: 'SignUpSuccess';
  readonly user: User;
};

export type TooManyAttemptsProblem = Problem & {
  readonly __typename?: 'TooManyAttemptsProblem';
  readonly code: ProblemCode;
  readonly message: Scalars['String']['output'];
  readonly retryAfterSeconds: Scalars['Int']['output'];
};

export type User = {
  readonly __typename?: 'User';
  readonly createdAt: Scalars['DateTime']['output'];
  readonly email: Scalars['String']['output'];
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly roles: ReadonlyArray<Role>;
};

export type WeakPasswordProblem = Problem & {
  readonly __typename?: 'WeakPasswordProblem';
  readonly code: ProblemCode;
  readonly message: Scalars['String']['output'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  DeleteAccountResult:
    | ( DeleteAccountSuccess )
    | ( InvalidCredentialsProblem )
    | ( TooManyAttemptsProblem )
  ;
  LoginResult:
    | ( InvalidCredentialsProblem )
    | ( Omit<LoginSuccess, 'session'> & { session: _RefType['Session'] } )
    | ( TooManyAttemptsProblem )
  ;
  LogoutResult: ( LogoutSuccess );
  RefreshSessionResult:
    | ( Omit<RefreshSessionSuccess, 'session'> & { session: _RefType['Session'] } )
    | ( SessionExpiredProblem )
    | ( SessionRevokedProblem )
  ;
  SignUpResult:
    | ( EmailTakenProblem )
    | ( InvalidInputProblem )
    | ( Omit<SignUpSuccess, 'user'> & { user: _RefType['User'] } )
    | ( WeakPasswordProblem )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Problem:
    | ( EmailTakenProblem )
    | ( InvalidCredentialsProblem )
    | ( InvalidInputProblem )
    | ( SessionExpiredProblem )
    | ( SessionRevokedProblem )
    | ( TooManyAttemptsProblem )
    | ( WeakPasswordProblem )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DeleteAccountInput: DeleteAccountInput;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  DeleteAccountResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['DeleteAccountResult']>;
  DeleteAccountSuccess: ResolverTypeWrapper<DeleteAccountSuccess>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  EmailTakenProblem: ResolverTypeWrapper<EmailTakenProblem>;
  FieldProblem: ResolverTypeWrapper<FieldProblem>;
  InvalidCredentialsProblem: ResolverTypeWrapper<InvalidCredentialsProblem>;
  InvalidInputProblem: ResolverTypeWrapper<InvalidInputProblem>;
  LoginInput: LoginInput;
  LoginResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['LoginResult']>;
  LoginSuccess: ResolverTypeWrapper<Omit<LoginSuccess, 'session'> & { session: ResolversTypes['Session'] }>;
  LogoutResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['LogoutResult']>;
  LogoutSuccess: ResolverTypeWrapper<LogoutSuccess>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Problem: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Problem']>;
  ProblemCode: ProblemCode;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  RefreshSessionResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RefreshSessionResult']>;
  RefreshSessionSuccess: ResolverTypeWrapper<Omit<RefreshSessionSuccess, 'session'> & { session: ResolversTypes['Session'] }>;
  Role: Role;
  Session: ResolverTypeWrapper<Omit<Session, 'user'> & { user: ResolversTypes['User'] }>;
  SessionExpiredProblem: ResolverTypeWrapper<SessionExpiredProblem>;
  SessionRevokedProblem: ResolverTypeWrapper<SessionRevokedProblem>;
  SignUpInput: SignUpInput;
  SignUpResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SignUpResult']>;
  SignUpSuccess: ResolverTypeWrapper<Omit<SignUpSuccess, 'user'> & { user: ResolversTypes['User'] }>;
  TooManyAttemptsProblem: ResolverTypeWrapper<TooManyAttemptsProblem>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  User: ResolverTypeWrapper<UserModel>;
  WeakPasswordProblem: ResolverTypeWrapper<WeakPasswordProblem>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  DeleteAccountInput: DeleteAccountInput;
  String: Scalars['String']['output'];
  DeleteAccountResult: ResolversUnionTypes<ResolversParentTypes>['DeleteAccountResult'];
  DeleteAccountSuccess: DeleteAccountSuccess;
  Boolean: Scalars['Boolean']['output'];
  EmailTakenProblem: EmailTakenProblem;
  FieldProblem: FieldProblem;
  InvalidCredentialsProblem: InvalidCredentialsProblem;
  InvalidInputProblem: InvalidInputProblem;
  LoginInput: LoginInput;
  LoginResult: ResolversUnionTypes<ResolversParentTypes>['LoginResult'];
  LoginSuccess: Omit<LoginSuccess, 'session'> & { session: ResolversParentTypes['Session'] };
  LogoutResult: ResolversUnionTypes<ResolversParentTypes>['LogoutResult'];
  LogoutSuccess: LogoutSuccess;
  Mutation: Record<PropertyKey, never>;
  Problem: ResolversInterfaceTypes<ResolversParentTypes>['Problem'];
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  RefreshSessionResult: ResolversUnionTypes<ResolversParentTypes>['RefreshSessionResult'];
  RefreshSessionSuccess: Omit<RefreshSessionSuccess, 'session'> & { session: ResolversParentTypes['Session'] };
  Session: Omit<Session, 'user'> & { user: ResolversParentTypes['User'] };
  SessionExpiredProblem: SessionExpiredProblem;
  SessionRevokedProblem: SessionRevokedProblem;
  SignUpInput: SignUpInput;
  SignUpResult: ResolversUnionTypes<ResolversParentTypes>['SignUpResult'];
  SignUpSuccess: Omit<SignUpSuccess, 'user'> & { user: ResolversParentTypes['User'] };
  TooManyAttemptsProblem: TooManyAttemptsProblem;
  Int: Scalars['Int']['output'];
  User: UserModel;
  WeakPasswordProblem: WeakPasswordProblem;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeleteAccountResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteAccountResult'] = ResolversParentTypes['DeleteAccountResult']> = {
  __resolveType: TypeResolveFn<'DeleteAccountSuccess' | 'InvalidCredentialsProblem' | 'TooManyAttemptsProblem', ParentType, ContextType>;
};

export type DeleteAccountSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteAccountSuccess'] = ResolversParentTypes['DeleteAccountSuccess']> = {
  deleted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EmailTakenProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EmailTakenProblem'] = ResolversParentTypes['EmailTakenProblem']> = {
  code?: Resolver<ResolversTypes['ProblemCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FieldProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FieldProblem'] = ResolversParentTypes['FieldProblem']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type InvalidCredentialsProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidCredentialsProblem'] = ResolversParentTypes['InvalidCredentialsProblem']> = {
  code?: Resolver<ResolversTypes['ProblemCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidInputProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidInputProblem'] = ResolversParentTypes['InvalidInputProblem']> = {
  code?: Resolver<ResolversTypes['ProblemCode'], ParentType, ContextType>;
  fields?: Resolver<ReadonlyArray<ResolversTypes['FieldProblem']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LoginResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LoginResult'] = ResolversParentTypes['LoginResult']> = {
  __resolveType: TypeResolveFn<'InvalidCredentialsProblem' | 'LoginSuccess' | 'TooManyAttemptsProblem', ParentType, ContextType>;
};

export type LoginSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LoginSuccess'] = ResolversParentTypes['LoginSuccess']> = {
  session?: Resolver<ResolversTypes['Session'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LogoutResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LogoutResult'] = ResolversParentTypes['LogoutResult']> = {
  __resolveType: TypeResolveFn<'LogoutSuccess', ParentType, ContextType>;
};

export type LogoutSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LogoutSuccess'] = ResolversParentTypes['LogoutSuccess']> = {
  loggedOut?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  deleteAccount?: Resolver<ResolversTypes['DeleteAccountResult'], ParentType, ContextType, RequireFields<MutationDeleteAccountArgs, 'input'>>;
  endAllSessions?: Resolver<ResolversTypes['LogoutResult'], ParentType, ContextType>;
  login?: Resolver<ResolversTypes['LoginResult'], ParentType, ContextType, RequireFields<MutationLoginArgs, 'input'>>;
  logout?: Resolver<ResolversTypes['LogoutResult'], ParentType, ContextType>;
  refreshSession?: Resolver<ResolversTypes['RefreshSessionResult'], ParentType, ContextType>;
  signUp?: Resolver<ResolversTypes['SignUpResult'], ParentType, ContextType, RequireFields<MutationSignUpArgs, 'input'>>;
};

export type ProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Problem'] = ResolversParentTypes['Problem']> = {
  __resolveType: TypeResolveFn<'EmailTakenProblem' | 'InvalidCredentialsProblem' | 'InvalidInputProblem' | 'SessionExpiredProblem' | 'SessionRevokedProblem' | 'TooManyAttemptsProblem' | 'WeakPasswordProblem', ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  me?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'id'>>;
};

export type RefreshSessionResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RefreshSessionResult'] = ResolversParentTypes['RefreshSessionResult']> = {
  __resolveType: TypeResolveFn<'RefreshSessionSuccess' | 'SessionExpiredProblem' | 'SessionRevokedProblem', ParentType, ContextType>;
};

export type RefreshSessionSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RefreshSessionSuccess'] = ResolversParentTypes['RefreshSessionSuccess']> = {
  session?: Resolver<ResolversTypes['Session'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SessionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type SessionExpiredProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SessionExpiredProblem'] = ResolversParentTypes['SessionExpiredProblem']> = {
  code?: Resolver<ResolversTypes['ProblemCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SessionRevokedProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SessionRevokedProblem'] = ResolversParentTypes['SessionRevokedProblem']> = {
  code?: Resolver<ResolversTypes['ProblemCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SignUpResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignUpResult'] = ResolversParentTypes['SignUpResult']> = {
  __resolveType: TypeResolveFn<'EmailTakenProblem' | 'InvalidInputProblem' | 'SignUpSuccess' | 'WeakPasswordProblem', ParentType, ContextType>;
};

export type SignUpSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignUpSuccess'] = ResolversParentTypes['SignUpSuccess']> = {
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TooManyAttemptsProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TooManyAttemptsProblem'] = ResolversParentTypes['TooManyAttemptsProblem']> = {
  code?: Resolver<ResolversTypes['ProblemCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  retryAfterSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  email?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  roles?: Resolver<ReadonlyArray<ResolversTypes['Role']>, ParentType, ContextType>;
};

export type WeakPasswordProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WeakPasswordProblem'] = ResolversParentTypes['WeakPasswordProblem']> = {
  code?: Resolver<ResolversTypes['ProblemCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  DateTime?: GraphQLScalarType;
  DeleteAccountResult?: DeleteAccountResultResolvers<ContextType>;
  DeleteAccountSuccess?: DeleteAccountSuccessResolvers<ContextType>;
  EmailTakenProblem?: EmailTakenProblemResolvers<ContextType>;
  FieldProblem?: FieldProblemResolvers<ContextType>;
  InvalidCredentialsProblem?: InvalidCredentialsProblemResolvers<ContextType>;
  InvalidInputProblem?: InvalidInputProblemResolvers<ContextType>;
  LoginResult?: LoginResultResolvers<ContextType>;
  LoginSuccess?: LoginSuccessResolvers<ContextType>;
  LogoutResult?: LogoutResultResolvers<ContextType>;
  LogoutSuccess?: LogoutSuccessResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Problem?: ProblemResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RefreshSessionResult?: RefreshSessionResultResolvers<ContextType>;
  RefreshSessionSuccess?: RefreshSessionSuccessResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  SessionExpiredProblem?: SessionExpiredProblemResolvers<ContextType>;
  SessionRevokedProblem?: SessionRevokedProblemResolvers<ContextType>;
  SignUpResult?: SignUpResultResolvers<ContextType>;
  SignUpSuccess?: SignUpSuccessResolvers<ContextType>;
  TooManyAttemptsProblem?: TooManyAttemptsProblemResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  WeakPasswordProblem?: WeakPasswordProblemResolvers<ContextType>;
};

