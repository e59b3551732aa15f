// Generated from schema.graphql by `npm run generate`. Do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { UserModel, CampaignModel, CouponModel, CouponTicketModel } from '../models.ts';
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
  /** A whole number from −(2^53−1) to 2^53−1. */
  SafeInt: { input: number; output: number; }
  _FieldSet: { input: unknown; output: unknown; }
};

export type Campaign = {
  readonly __typename?: 'Campaign';
  readonly closesAt: Scalars['DateTime']['output'];
  readonly discount: Money;
  readonly id: Scalars['ID']['output'];
  readonly mode: CampaignMode;
  readonly name: Scalars['String']['output'];
  readonly opensAt: Scalars['DateTime']['output'];
  readonly quantity: Scalars['Int']['output'];
  readonly remaining: Scalars['Int']['output'];
  readonly state: CampaignState;
};

export type CampaignConnection = {
  readonly __typename?: 'CampaignConnection';
  readonly edges: ReadonlyArray<CampaignEdge>;
  readonly nodes: ReadonlyArray<Campaign>;
  readonly pageInfo: PageInfo;
};

export type CampaignEdge = {
  readonly __typename?: 'CampaignEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Campaign;
};

/** DIRECT: issued at once by `issueCoupon`. QUEUED: first come, first served through a waiting room. */
export type CampaignMode =
  | 'DIRECT'
  | 'QUEUED';

export type CampaignNotFoundProblem = Problem & {
  readonly __typename?: 'CampaignNotFoundProblem';
  readonly code: ProblemCode;
  readonly message: Scalars['String']['output'];
};

export type CampaignNotOpenProblem = Problem & {
  readonly __typename?: 'CampaignNotOpenProblem';
  readonly closesAt: Scalars['DateTime']['output'];
  readonly code: ProblemCode;
  readonly message: Scalars['String']['output'];
  readonly opensAt: Scalars['DateTime']['output'];
};

export type CampaignState =
  | 'CLOSED'
  | 'OPEN'
  | 'SCHEDULED'
  | 'SOLD_OUT';

export type Coupon = {
  readonly __typename?: 'Coupon';
  readonly campaign: Campaign;
  readonly id: Scalars['ID']['output'];
  readonly issuedAt: Scalars['DateTime']['output'];
  readonly owner: Maybe<User>;
  readonly status: CouponStatus;
};

export type CouponConnection = {
  readonly __typename?: 'CouponConnection';
  readonly edges: ReadonlyArray<CouponEdge>;
  readonly nodes: ReadonlyArray<Coupon>;
  readonly pageInfo: PageInfo;
};

export type CouponEdge = {
  readonly __typename?: 'CouponEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Coupon;
};

export type CouponStatus =
  | 'EXPIRED'
  | 'ISSUED'
  | 'USED';

export type CouponTicket = {
  readonly __typename?: 'CouponTicket';
  readonly campaign: Campaign;
  /** Once it is ISSUED. */
  readonly coupon: Maybe<Coupon>;
  /** Until it is served, at the present pace, or until the opening. */
  readonly etaSeconds: Maybe<Scalars['Int']['output']>;
  /** When to ask again; grows with the position. */
  readonly pollAfterMs: Scalars['Int']['output'];
  /** How many coupons away it is, 1 for the next one. Null before the opening, when the order is not drawn yet, and at the end. */
  readonly position: Maybe<Scalars['Int']['output']>;
  readonly state: TicketState;
};

export type CreateCampaignInput = {
  /** After `opensAt`. */
  readonly closesAt: Scalars['DateTime']['input'];
  /** More than 0, in the currency of the shop. */
  readonly discount: MoneyInput;
  readonly mode: CampaignMode;
  /** 1 to 100 characters. */
  readonly name: Scalars['String']['input'];
  /** Not after the year 2100; in the past opens it at once. */
  readonly opensAt: Scalars['DateTime']['input'];
  /** 1 to 1,000,000,000. */
  readonly quantity: Scalars['Int']['input'];
};

export type CreateCampaignResult = CreateCampaignSuccess | InvalidInputProblem;

export type CreateCampaignSuccess = {
  readonly __typename?: 'CreateCampaignSuccess';
  readonly campaign: Campaign;
};

export type CurrencyCode =
  | 'EUR'
  | 'JPY'
  | 'KRW'
  | 'USD';

export type FieldProblem = {
  readonly __typename?: 'FieldProblem';
  readonly message: Scalars['String']['output'];
  readonly path: Scalars['String']['output'];
};

export type InvalidInputProblem = Problem & {
  readonly __typename?: 'InvalidInputProblem';
  readonly code: ProblemCode;
  readonly fields: ReadonlyArray<FieldProblem>;
  readonly message: Scalars['String']['output'];
};

export type IssueCouponInput = {
  readonly campaignId: Scalars['ID']['input'];
};

export type IssueCouponResult = CampaignNotFoundProblem | CampaignNotOpenProblem | IssueCouponSuccess | SoldOutProblem | WrongCampaignModeProblem;

export type IssueCouponSuccess = {
  readonly __typename?: 'IssueCouponSuccess';
  readonly coupon: Coupon;
};

export type JoinCouponQueueInput = {
  readonly campaignId: Scalars['ID']['input'];
};

export type JoinCouponQueueResult = CampaignNotFoundProblem | CampaignNotOpenProblem | JoinCouponQueueSuccess | SoldOutProblem | WrongCampaignModeProblem;

export type JoinCouponQueueSuccess = {
  readonly __typename?: 'JoinCouponQueueSuccess';
  readonly ticket: CouponTicket;
};

/** Whole minor units of one currency. */
export type Money = {
  readonly __typename?: 'Money';
  readonly amount: Scalars['SafeInt']['output'];
  readonly currency: CurrencyCode;
};

export type MoneyInput = {
  /** Whole minor units, 0 or more. */
  readonly amount: Scalars['SafeInt']['input'];
  readonly currency: CurrencyCode;
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** ADMIN only. */
  readonly createCampaign: CreateCampaignResult;
  /** One coupon per customer and campaign: a repeat returns the first. */
  readonly issueCoupon: IssueCouponResult;
  /** A place in the queue of a QUEUED campaign, first come, first served; a repeat returns the same ticket. */
  readonly joinCouponQueue: JoinCouponQueueResult;
};


export type MutationCreateCampaignArgs = {
  input: CreateCampaignInput;
};


export type MutationIssueCouponArgs = {
  input: IssueCouponInput;
};


export type MutationJoinCouponQueueArgs = {
  input: JoinCouponQueueInput;
};

export type PageInfo = {
  readonly __typename?: 'PageInfo';
  readonly endCursor: Maybe<Scalars['String']['output']>;
  readonly hasNextPage: Scalars['Boolean']['output'];
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  readonly startCursor: Maybe<Scalars['String']['output']>;
};

export type Problem = {
  readonly code: ProblemCode;
  readonly message: Scalars['String']['output'];
};

export type ProblemCode =
  | 'CAMPAIGN_NOT_FOUND'
  | 'CAMPAIGN_NOT_OPEN'
  | 'INVALID_INPUT'
  | 'SOLD_OUT'
  | 'WRONG_CAMPAIGN_MODE';

export type Query = {
  readonly __typename?: 'Query';
  readonly campaign: Maybe<Campaign>;
  /** The latest to open comes first. */
  readonly campaigns: CampaignConnection;
  /** Of the signed-in customer in a QUEUED campaign; null for who has none, and is to join (again). */
  readonly couponTicket: Maybe<CouponTicket>;
  /** The signed-in customer; null for an anonymous caller. */
  readonly me: Maybe<User>;
};


export type QueryCampaignArgs = {
  id: Scalars['ID']['input'];
};


export type QueryCampaignsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  state?: InputMaybe<CampaignState>;
};


export type QueryCouponTicketArgs = {
  campaignId: Scalars['ID']['input'];
};

export type SoldOutProblem = Problem & {
  readonly __typename?: 'SoldOutProblem';
  readonly code: ProblemCode;
  readonly message: Scalars['String']['output'];
};

export type Subscription = {
  readonly __typename?: 'Subscription';
  /**
   * The signed-in customer's ticket as it is now, then as it changes: often when it is next, seldom at the end of the queue. Ends
   * when it is ISSUED, SOLD_OUT or CLOSED. Who has none gets NOT_FOUND, and is to join (again).
   */
  readonly couponTicketChanged: CouponTicket;
};


export type SubscriptionCouponTicketChangedArgs = {
  campaignId: Scalars['ID']['input'];
};

export type TicketState =
  | 'CLOSED'
  | 'ISSUED'
  | 'SOLD_OUT'
  | 'WAITING';

export type User = {
  readonly __typename?: 'User';
  /** Newest first. Only for oneself, or for an administrator. */
  readonly coupons: Maybe<CouponConnection>;
  readonly id: Scalars['ID']['output'];
};


export type UserCouponsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type WrongCampaignModeProblem = Problem & {
  readonly __typename?: 'WrongCampaignModeProblem';
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
  Campaign: Campaign;
  Coupon: Coupon;
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Campaign:
    ( { __typename: 'Campaign' }
    & GraphQLRecursivePick<FederationTypes['Campaign'], {"id":true}> );
  Coupon:
    ( { __typename: 'Coupon' }
    & GraphQLRecursivePick<FederationTypes['Coupon'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  CreateCampaignResult:
    | ( Omit<CreateCampaignSuccess, 'campaign'> & { campaign: _RefType['Campaign'] } )
    | ( InvalidInputProblem )
  ;
  IssueCouponResult:
    | ( CampaignNotFoundProblem )
    | ( CampaignNotOpenProblem )
    | ( Omit<IssueCouponSuccess, 'coupon'> & { coupon: _RefType['Coupon'] } )
    | ( SoldOutProblem )
    | ( WrongCampaignModeProblem )
  ;
  JoinCouponQueueResult:
    | ( CampaignNotFoundProblem )
    | ( CampaignNotOpenProblem )
    | ( Omit<JoinCouponQueueSuccess, 'ticket'> & { ticket: _RefType['CouponTicket'] } )
    | ( SoldOutProblem )
    | ( WrongCampaignModeProblem )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Problem:
    | ( CampaignNotFoundProblem )
    | ( CampaignNotOpenProblem )
    | ( InvalidInputProblem )
    | ( SoldOutProblem )
    | ( WrongCampaignModeProblem )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Campaign: ResolverTypeWrapper<CampaignModel>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  CampaignConnection: ResolverTypeWrapper<Omit<CampaignConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['CampaignEdge']>, nodes: ReadonlyArray<ResolversTypes['Campaign']> }>;
  CampaignEdge: ResolverTypeWrapper<Omit<CampaignEdge, 'node'> & { node: ResolversTypes['Campaign'] }>;
  CampaignMode: CampaignMode;
  CampaignNotFoundProblem: ResolverTypeWrapper<CampaignNotFoundProblem>;
  CampaignNotOpenProblem: ResolverTypeWrapper<CampaignNotOpenProblem>;
  CampaignState: CampaignState;
  Coupon: ResolverTypeWrapper<CouponModel>;
  CouponConnection: ResolverTypeWrapper<Omit<CouponConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['CouponEdge']>, nodes: ReadonlyArray<ResolversTypes['Coupon']> }>;
  CouponEdge: ResolverTypeWrapper<Omit<CouponEdge, 'node'> & { node: ResolversTypes['Coupon'] }>;
  CouponStatus: CouponStatus;
  CouponTicket: ResolverTypeWrapper<CouponTicketModel>;
  CreateCampaignInput: CreateCampaignInput;
  CreateCampaignResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CreateCampaignResult']>;
  CreateCampaignSuccess: ResolverTypeWrapper<Omit<CreateCampaignSuccess, 'campaign'> & { campaign: ResolversTypes['Campaign'] }>;
  CurrencyCode: CurrencyCode;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  FieldProblem: ResolverTypeWrapper<FieldProblem>;
  InvalidInputProblem: ResolverTypeWrapper<InvalidInputProblem>;
  IssueCouponInput: IssueCouponInput;
  IssueCouponResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['IssueCouponResult']>;
  IssueCouponSuccess: ResolverTypeWrapper<Omit<IssueCouponSuccess, 'coupon'> & { coupon: ResolversTypes['Coupon'] }>;
  JoinCouponQueueInput: JoinCouponQueueInput;
  JoinCouponQueueResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['JoinCouponQueueResult']>;
  JoinCouponQueueSuccess: ResolverTypeWrapper<Omit<JoinCouponQueueSuccess, 'ticket'> & { ticket: ResolversTypes['CouponTicket'] }>;
  Money: ResolverTypeWrapper<Money>;
  MoneyInput: MoneyInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Problem: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Problem']>;
  ProblemCode: ProblemCode;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  SoldOutProblem: ResolverTypeWrapper<SoldOutProblem>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  TicketState: TicketState;
  User: ResolverTypeWrapper<UserModel>;
  WrongCampaignModeProblem: ResolverTypeWrapper<WrongCampaignModeProblem>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Campaign: CampaignModel;
  ID: Scalars['ID']['output'];
  String: Scalars['String']['output'];
  Int: Scalars['Int']['output'];
  CampaignConnection: Omit<CampaignConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['CampaignEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Campaign']> };
  CampaignEdge: Omit<CampaignEdge, 'node'> & { node: ResolversParentTypes['Campaign'] };
  CampaignNotFoundProblem: CampaignNotFoundProblem;
  CampaignNotOpenProblem: CampaignNotOpenProblem;
  Coupon: CouponModel;
  CouponConnection: Omit<CouponConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['CouponEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Coupon']> };
  CouponEdge: Omit<CouponEdge, 'node'> & { node: ResolversParentTypes['Coupon'] };
  CouponTicket: CouponTicketModel;
  CreateCampaignInput: CreateCampaignInput;
  CreateCampaignResult: ResolversUnionTypes<ResolversParentTypes>['CreateCampaignResult'];
  CreateCampaignSuccess: Omit<CreateCampaignSuccess, 'campaign'> & { campaign: ResolversParentTypes['Campaign'] };
  DateTime: Scalars['DateTime']['output'];
  FieldProblem: FieldProblem;
  InvalidInputProblem: InvalidInputProblem;
  IssueCouponInput: IssueCouponInput;
  IssueCouponResult: ResolversUnionTypes<ResolversParentTypes>['IssueCouponResult'];
  IssueCouponSuccess: Omit<IssueCouponSuccess, 'coupon'> & { coupon: ResolversParentTypes['Coupon'] };
  JoinCouponQueueInput: JoinCouponQueueInput;
  JoinCouponQueueResult: ResolversUnionTypes<ResolversParentTypes>['JoinCouponQueueResult'];
  JoinCouponQueueSuccess: Omit<JoinCouponQueueSuccess, 'ticket'> & { ticket: ResolversParentTypes['CouponTicket'] };
  Money: Money;
  MoneyInput: MoneyInput;
  Mutation: Record<PropertyKey, never>;
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
  Problem: ResolversInterfaceTypes<ResolversParentTypes>['Problem'];
  Query: Record<PropertyKey, never>;
  SafeInt: Scalars['SafeInt']['output'];
  SoldOutProblem: SoldOutProblem;
  Subscription: Record<PropertyKey, never>;
  User: UserModel;
  WrongCampaignModeProblem: WrongCampaignModeProblem;
};

export type CampaignResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Campaign'] = ResolversParentTypes['Campaign'], FederationReferenceType extends FederationReferenceTypes['Campaign'] = FederationReferenceTypes['Campaign']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Campaign']> | FederationReferenceType, FederationReferenceType, ContextType>;
  closesAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  discount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  mode?: Resolver<ResolversTypes['CampaignMode'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  opensAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  remaining?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['CampaignState'], ParentType, ContextType>;
};

export type CampaignConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CampaignConnection'] = ResolversParentTypes['CampaignConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['CampaignEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Campaign']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type CampaignEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CampaignEdge'] = ResolversParentTypes['CampaignEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Campaign'], ParentType, ContextType>;
};

export type CampaignNotFoundProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CampaignNotFoundProblem'] = ResolversParentTypes['CampaignNotFoundProblem']> = {
  code?: Resolver<ResolversTypes['ProblemCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CampaignNotOpenProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CampaignNotOpenProblem'] = ResolversParentTypes['CampaignNotOpenProblem']> = {
  closesAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['ProblemCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  opensAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CouponResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Coupon'] = ResolversParentTypes['Coupon'], FederationReferenceType extends FederationReferenceTypes['Coupon'] = FederationReferenceTypes['Coupon']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Coupon']> | FederationReferenceType, FederationReferenceType, ContextType>;
  campaign?: Resolver<ResolversTypes['Campaign'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  issuedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['CouponStatus'], ParentType, ContextType>;
};

export type CouponConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CouponConnection'] = ResolversParentTypes['CouponConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['CouponEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Coupon']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type CouponEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CouponEdge'] = ResolversParentTypes['CouponEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Coupon'], ParentType, ContextType>;
};

export type CouponTicketResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CouponTicket'] = ResolversParentTypes['CouponTicket']> = {
  campaign?: Resolver<ResolversTypes['Campaign'], ParentType, ContextType>;
  coupon?: Resolver<Maybe<ResolversTypes['Coupon']>, ParentType, ContextType>;
  etaSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  pollAfterMs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['TicketState'], ParentType, ContextType>;
};

export type CreateCampaignResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateCampaignResult'] = ResolversParentTypes['CreateCampaignResult']> = {
  __resolveType: TypeResolveFn<'CreateCampaignSuccess' | 'InvalidInputProblem', ParentType, ContextType>;
};

export type CreateCampaignSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateCampaignSuccess'] = ResolversParentTypes['CreateCampaignSuccess']> = {
  campaign?: Resolver<ResolversTypes['Campaign'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type FieldProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FieldProblem'] = ResolversParentTypes['FieldProblem']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type InvalidInputProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidInputProblem'] = ResolversParentTypes['InvalidInputProblem']> = {
  code?: Resolver<ResolversTypes['ProblemCode'], ParentType, ContextType>;
  fields?: Resolver<ReadonlyArray<ResolversTypes['FieldProblem']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type IssueCouponResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IssueCouponResult'] = ResolversParentTypes['IssueCouponResult']> = {
  __resolveType: TypeResolveFn<'CampaignNotFoundProblem' | 'CampaignNotOpenProblem' | 'IssueCouponSuccess' | 'SoldOutProblem' | 'WrongCampaignModeProblem', ParentType, ContextType>;
};

export type IssueCouponSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IssueCouponSuccess'] = ResolversParentTypes['IssueCouponSuccess']> = {
  coupon?: Resolver<ResolversTypes['Coupon'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type JoinCouponQueueResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JoinCouponQueueResult'] = ResolversParentTypes['JoinCouponQueueResult']> = {
  __resolveType: TypeResolveFn<'CampaignNotFoundProblem' | 'CampaignNotOpenProblem' | 'JoinCouponQueueSuccess' | 'SoldOutProblem' | 'WrongCampaignModeProblem', ParentType, ContextType>;
};

export type JoinCouponQueueSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JoinCouponQueueSuccess'] = ResolversParentTypes['JoinCouponQueueSuccess']> = {
  ticket?: Resolver<ResolversTypes['CouponTicket'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  createCampaign?: Resolver<ResolversTypes['CreateCampaignResult'], ParentType, ContextType, RequireFields<MutationCreateCampaignArgs, 'input'>>;
  issueCoupon?: Resolver<ResolversTypes['IssueCouponResult'], ParentType, ContextType, RequireFields<MutationIssueCouponArgs, 'input'>>;
  joinCouponQueue?: Resolver<ResolversTypes['JoinCouponQueueResult'], ParentType, ContextType, RequireFields<MutationJoinCouponQueueArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Problem'] = ResolversParentTypes['Problem']> = {
  __resolveType: TypeResolveFn<'CampaignNotFoundProblem' | 'CampaignNotOpenProblem' | 'InvalidInputProblem' | 'SoldOutProblem' | 'WrongCampaignModeProblem', ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  campaign?: Resolver<Maybe<ResolversTypes['Campaign']>, ParentType, ContextType, RequireFields<QueryCampaignArgs, 'id'>>;
  campaigns?: Resolver<ResolversTypes['CampaignConnection'], ParentType, ContextType, RequireFields<QueryCampaignsArgs, 'first'>>;
  couponTicket?: Resolver<Maybe<ResolversTypes['CouponTicket']>, ParentType, ContextType, RequireFields<QueryCouponTicketArgs, 'campaignId'>>;
  me?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export interface SafeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['SafeInt'], any> {
  name: 'SafeInt';
}

export type SoldOutProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SoldOutProblem'] = ResolversParentTypes['SoldOutProblem']> = {
  code?: Resolver<ResolversTypes['ProblemCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  couponTicketChanged?: SubscriptionResolver<ResolversTypes['CouponTicket'], "couponTicketChanged", ParentType, ContextType, RequireFields<SubscriptionCouponTicketChangedArgs, 'campaignId'>>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  coupons?: Resolver<Maybe<ResolversTypes['CouponConnection']>, ParentType, ContextType, RequireFields<UserCouponsArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type WrongCampaignModeProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WrongCampaignModeProblem'] = ResolversParentTypes['WrongCampaignModeProblem']> = {
  code?: Resolver<ResolversTypes['ProblemCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Campaign?: CampaignResolvers<ContextType>;
  CampaignConnection?: CampaignConnectionResolvers<ContextType>;
  CampaignEdge?: CampaignEdgeResolvers<ContextType>;
  CampaignNotFoundProblem?: CampaignNotFoundProblemResolvers<ContextType>;
  CampaignNotOpenProblem?: CampaignNotOpenProblemResolvers<ContextType>;
  Coupon?: CouponResolvers<ContextType>;
  CouponConnection?: CouponConnectionResolvers<ContextType>;
  CouponEdge?: CouponEdgeResolvers<ContextType>;
  CouponTicket?: CouponTicketResolvers<ContextType>;
  CreateCampaignResult?: CreateCampaignResultResolvers<ContextType>;
  CreateCampaignSuccess?: CreateCampaignSuccessResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  FieldProblem?: FieldProblemResolvers<ContextType>;
  InvalidInputProblem?: InvalidInputProblemResolvers<ContextType>;
  IssueCouponResult?: IssueCouponResultResolvers<ContextType>;
  IssueCouponSuccess?: IssueCouponSuccessResolvers<ContextType>;
  JoinCouponQueueResult?: JoinCouponQueueResultResolvers<ContextType>;
  JoinCouponQueueSuccess?: JoinCouponQueueSuccessResolvers<ContextType>;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Problem?: ProblemResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  SafeInt?: GraphQLScalarType;
  SoldOutProblem?: SoldOutProblemResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  WrongCampaignModeProblem?: WrongCampaignModeProblemResolvers<ContextType>;
};

