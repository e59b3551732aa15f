// Generated from schema.graphql by `npm run generate`. Do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ItemModel, StockStrategyChoiceModel } from '../models.ts';
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

export type Availability =
  | 'IN_STOCK'
  | 'LOW_STOCK'
  | 'SOLD_OUT';

export type ChangeItemPriceInput = {
  readonly itemId: Scalars['ID']['input'];
  /** At most 100,000,000,000 minor units. */
  readonly price: MoneyInput;
};

export type ChangeItemPriceResult = ChangeItemPriceSuccess | InvalidInputProblem | ItemNotFoundProblem;

export type ChangeItemPriceSuccess = {
  readonly __typename?: 'ChangeItemPriceSuccess';
  readonly item: Item;
};

export type ChooseStockStrategyInput = {
  /** Without it, all items without a choice of their own. */
  readonly itemId?: InputMaybe<Scalars['ID']['input']>;
  readonly strategy: StockStrategy;
};

export type ChooseStockStrategyResult = ChooseStockStrategySuccess | ItemNotFoundProblem;

export type ChooseStockStrategySuccess = {
  readonly __typename?: 'ChooseStockStrategySuccess';
  readonly choice: StockStrategyChoice;
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

export type IdempotencyKeyReusedProblem = Problem & {
  readonly __typename?: 'IdempotencyKeyReusedProblem';
  readonly code: ProblemCode;
  readonly message: Scalars['String']['output'];
};

export type InsufficientStockProblem = Problem & {
  readonly __typename?: 'InsufficientStockProblem';
  readonly available: Scalars['Int']['output'];
  readonly code: ProblemCode;
  readonly message: Scalars['String']['output'];
};

export type InvalidInputProblem = Problem & {
  readonly __typename?: 'InvalidInputProblem';
  readonly code: ProblemCode;
  readonly fields: ReadonlyArray<FieldProblem>;
  readonly message: Scalars['String']['output'];
};

export type Item = {
  readonly __typename?: 'Item';
  readonly availability: Availability;
  readonly createdAt: Scalars['DateTime']['output'];
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly price: Money;
  readonly stock: Scalars['Int']['output'];
};

export type ItemConnection = {
  readonly __typename?: 'ItemConnection';
  readonly edges: ReadonlyArray<ItemEdge>;
  readonly nodes: ReadonlyArray<Item>;
  readonly pageInfo: PageInfo;
};

export type ItemEdge = {
  readonly __typename?: 'ItemEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Item;
};

export type ItemFilter = {
  readonly inStock?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whole minor units, inclusive. */
  readonly maxPrice?: InputMaybe<Scalars['SafeInt']['input']>;
  /** Whole minor units, inclusive. */
  readonly minPrice?: InputMaybe<Scalars['SafeInt']['input']>;
  readonly nameContains?: InputMaybe<Scalars['String']['input']>;
};

export type ItemNotFoundProblem = Problem & {
  readonly __typename?: 'ItemNotFoundProblem';
  readonly code: ProblemCode;
  readonly message: Scalars['String']['output'];
};

export type ItemOrder = {
  readonly direction?: SortDirection;
  readonly field?: ItemOrderField;
};

export type ItemOrderField =
  | 'CREATED_AT'
  | 'NAME'
  | 'PRICE';

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
  /** ADMIN only. Orders already decided keep the price they were sold at. */
  readonly changeItemPrice: ChangeItemPriceResult;
  /** ADMIN only. Takes effect for the next orders; away from WINDOW when what its gates have decided is in the stock. */
  readonly chooseStockStrategy: ChooseStockStrategyResult;
  /** ADMIN only. */
  readonly registerItem: RegisterItemResult;
  /** ADMIN only. A negative quantity takes stock away, never below what is there. */
  readonly restockItem: RestockItemResult;
};


export type MutationChangeItemPriceArgs = {
  input: ChangeItemPriceInput;
};


export type MutationChooseStockStrategyArgs = {
  input: ChooseStockStrategyInput;
};


export type MutationRegisterItemArgs = {
  input: RegisterItemInput;
};


export type MutationRestockItemArgs = {
  input: RestockItemInput;
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
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'INSUFFICIENT_STOCK'
  | 'INVALID_INPUT'
  | 'ITEM_NOT_FOUND';

export type Query = {
  readonly __typename?: 'Query';
  readonly item: Maybe<Item>;
  readonly items: ItemConnection;
  /** What was decided for an order; for the order service only. Null when its request has never come. */
  readonly reservation: Maybe<Reservation>;
  /** ADMIN only. The choice for all items first, then every item with one of its own. */
  readonly stockStrategies: ReadonlyArray<StockStrategyChoice>;
};


export type QueryItemArgs = {
  id: Scalars['ID']['input'];
};


export type QueryItemsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ItemFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ItemOrder>;
};


export type QueryReservationArgs = {
  orderId: Scalars['ID']['input'];
};

export type RefusalReason =
  | 'RELEASED'
  | 'SOLD_OUT'
  | 'UNKNOWN_ITEM';

export type RegisterItemInput = {
  /** 1 to 200 characters. */
  readonly name: Scalars['String']['input'];
  /** At most 100,000,000,000 minor units. */
  readonly price: MoneyInput;
  /** 0 to 1,000,000,000. */
  readonly stock: Scalars['Int']['input'];
};

export type RegisterItemResult = InvalidInputProblem | RegisterItemSuccess;

export type RegisterItemSuccess = {
  readonly __typename?: 'RegisterItemSuccess';
  readonly item: Item;
};

export type Reservation = {
  readonly __typename?: 'Reservation';
  /** Null while it is waiting. */
  readonly decidedAt: Maybe<Scalars['DateTime']['output']>;
  readonly itemIds: ReadonlyArray<Scalars['ID']['output']>;
  readonly lines: ReadonlyArray<ReservedLine>;
  readonly orderId: Scalars['ID']['output'];
  readonly outcome: ReservationOutcome;
  readonly reason: Maybe<RefusalReason>;
};

export type ReservationOutcome =
  | 'REFUSED'
  | 'RELEASED'
  | 'RESERVED'
  /** Not decided yet, but the request is here, or may be: workers are behind. */
  | 'WAITING';

export type ReservedLine = {
  readonly __typename?: 'ReservedLine';
  readonly itemId: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly quantity: Scalars['Int']['output'];
  readonly unitPrice: Money;
};

export type RestockItemInput = {
  /** 1 to 128 characters: the same key is the same restock. A refusal does not use the key up. */
  readonly idempotencyKey: Scalars['String']['input'];
  readonly itemId: Scalars['ID']['input'];
  /** −1,000,000,000 to 1,000,000,000, not 0. */
  readonly quantity: Scalars['Int']['input'];
};

export type RestockItemResult = IdempotencyKeyReusedProblem | InsufficientStockProblem | InvalidInputProblem | ItemNotFoundProblem | RestockItemSuccess;

export type RestockItemSuccess = {
  readonly __typename?: 'RestockItemSuccess';
  readonly item: Item;
};

export type SortDirection =
  | 'ASC'
  | 'DESC';

/** How the stock of an item is kept. */
export type StockStrategy =
  /** Each order is decided under locks in Redis. */
  | 'LOCK'
  /** Batches of orders are decided under locks of their rows. */
  | 'MERGE'
  /** A gate in Redis decides, and the stock follows within seconds. */
  | 'WINDOW';

export type StockStrategyChoice = {
  readonly __typename?: 'StockStrategyChoice';
  readonly changedAt: Scalars['DateTime']['output'];
  /** Null: all items without a choice of their own. */
  readonly item: Maybe<Item>;
  /** Items whose gates have decided something that is not in the stock yet. */
  readonly itemsInFlight: Scalars['Int']['output'];
  /** What is being changed to; until then orders of these items wait. */
  readonly next: Maybe<StockStrategy>;
  readonly strategy: StockStrategy;
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
  Item: Item;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Item:
    ( { __typename: 'Item' }
    & GraphQLRecursivePick<FederationTypes['Item'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  ChangeItemPriceResult:
    | ( Omit<ChangeItemPriceSuccess, 'item'> & { item: _RefType['Item'] } )
    | ( InvalidInputProblem )
    | ( ItemNotFoundProblem )
  ;
  ChooseStockStrategyResult:
    | ( Omit<ChooseStockStrategySuccess, 'choice'> & { choice: _RefType['StockStrategyChoice'] } )
    | ( ItemNotFoundProblem )
  ;
  RegisterItemResult:
    | ( InvalidInputProblem )
    | ( Omit<RegisterItemSuccess, 'item'> & { item: _RefType['Item'] } )
  ;
  RestockItemResult:
    | ( IdempotencyKeyReusedProblem )
    | ( InsufficientStockProblem )
    | ( InvalidInputProblem )
    | ( ItemNotFoundProblem )
    | ( Omit<RestockItemSuccess, 'item'> & { item: _RefType['Item'] } )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Problem:
    | ( IdempotencyKeyReusedProblem )
    | ( InsufficientStockProblem )
    | ( InvalidInputProblem )
    | ( ItemNotFoundProblem )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Availability: Availability;
  ChangeItemPriceInput: ChangeItemPriceInput;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  ChangeItemPriceResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ChangeItemPriceResult']>;
  ChangeItemPriceSuccess: ResolverTypeWrapper<Omit<ChangeItemPriceSuccess, 'item'> & { item: ResolversTypes['Item'] }>;
  ChooseStockStrategyInput: ChooseStockStrategyInput;
  ChooseStockStrategyResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ChooseStockStrategyResult']>;
  ChooseStockStrategySuccess: ResolverTypeWrapper<Omit<ChooseStockStrategySuccess, 'choice'> & { choice: ResolversTypes['StockStrategyChoice'] }>;
  CurrencyCode: CurrencyCode;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  FieldProblem: ResolverTypeWrapper<FieldProblem>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  IdempotencyKeyReusedProblem: ResolverTypeWrapper<IdempotencyKeyReusedProblem>;
  InsufficientStockProblem: ResolverTypeWrapper<InsufficientStockProblem>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  InvalidInputProblem: ResolverTypeWrapper<InvalidInputProblem>;
  Item: ResolverTypeWrapper<ItemModel>;
  ItemConnection: ResolverTypeWrapper<Omit<ItemConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['ItemEdge']>, nodes: ReadonlyArray<ResolversTypes['Item']> }>;
  ItemEdge: ResolverTypeWrapper<Omit<ItemEdge, 'node'> & { node: ResolversTypes['Item'] }>;
  ItemFilter: ItemFilter;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  ItemNotFoundProblem: ResolverTypeWrapper<ItemNotFoundProblem>;
  ItemOrder: ItemOrder;
  ItemOrderField: ItemOrderField;
  Money: ResolverTypeWrapper<Money>;
  MoneyInput: MoneyInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Problem: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Problem']>;
  ProblemCode: ProblemCode;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RefusalReason: RefusalReason;
  RegisterItemInput: RegisterItemInput;
  RegisterItemResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RegisterItemResult']>;
  RegisterItemSuccess: ResolverTypeWrapper<Omit<RegisterItemSuccess, 'item'> & { item: ResolversTypes['Item'] }>;
  Reservation: ResolverTypeWrapper<Reservation>;
  ReservationOutcome: ReservationOutcome;
  ReservedLine: ResolverTypeWrapper<ReservedLine>;
  RestockItemInput: RestockItemInput;
  RestockItemResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RestockItemResult']>;
  RestockItemSuccess: ResolverTypeWrapper<Omit<RestockItemSuccess, 'item'> & { item: ResolversTypes['Item'] }>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  SortDirection: SortDirection;
  StockStrategy: StockStrategy;
  StockStrategyChoice: ResolverTypeWrapper<StockStrategyChoiceModel>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  ChangeItemPriceInput: ChangeItemPriceInput;
  ID: Scalars['ID']['output'];
  ChangeItemPriceResult: ResolversUnionTypes<ResolversParentTypes>['ChangeItemPriceResult'];
  ChangeItemPriceSuccess: Omit<ChangeItemPriceSuccess, 'item'> & { item: ResolversParentTypes['Item'] };
  ChooseStockStrategyInput: ChooseStockStrategyInput;
  ChooseStockStrategyResult: ResolversUnionTypes<ResolversParentTypes>['ChooseStockStrategyResult'];
  ChooseStockStrategySuccess: Omit<ChooseStockStrategySuccess, 'choice'> & { choice: ResolversParentTypes['StockStrategyChoice'] };
  DateTime: Scalars['DateTime']['output'];
  FieldProblem: FieldProblem;
  String: Scalars['String']['output'];
  IdempotencyKeyReusedProblem: IdempotencyKeyReusedProblem;
  InsufficientStockProblem: InsufficientStockProblem;
  Int: Scalars['Int']['output'];
  InvalidInputProblem: InvalidInputProblem;
  Item: ItemModel;
  ItemConnection: Omit<ItemConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['ItemEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Item']> };
  ItemEdge: Omit<ItemEdge, 'node'> & { node: ResolversParentTypes['Item'] };
  ItemFilter: ItemFilter;
  Boolean: Scalars['Boolean']['output'];
  ItemNotFoundProblem: ItemNotFoundProblem;
  ItemOrder: ItemOrder;
  Money: Money;
  MoneyInput: MoneyInput;
  Mutation: Record<PropertyKey, never>;
  PageInfo: PageInfo;
  Problem: ResolversInterfaceTypes<ResolversParentTypes>['Problem'];
  Query: Record<PropertyKey, never>;
  RegisterItemInput: RegisterItemInput;
  RegisterItemResult: ResolversUnionTypes<ResolversParentTypes>['RegisterItemResult'];
  RegisterItemSuccess: Omit<RegisterItemSuccess, 'item'> & { item: ResolversParentTypes['Item'] };
  Reservation: Reservation;
  ReservedLine: ReservedLine;
  RestockItemInput: RestockItemInput;
  RestockItemResult: ResolversUnionTypes<ResolversParentTypes>['RestockItemResult'];
  RestockItemSuccess: Omit<RestockItemSuccess, 'item'> & { item: ResolversParentTypes['Item'] };
  SafeInt: Scalars['SafeInt']['output'];
  StockStrategyChoice: StockStrategyChoiceModel;
};

export type ChangeItemPriceResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangeItemPriceResult'] = ResolversParentTypes['ChangeItemPriceResult']> = {
  __resolveType: TypeResolveFn<'ChangeItemPriceSuccess' | 'InvalidInputProblem' | 'ItemNotFoundProblem', ParentType, ContextType>;
};

export type ChangeItemPriceSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangeItemPriceSuccess'] = ResolversParentTypes['ChangeItemPriceSuccess']> = {
  item?: Resolver<ResolversTypes['Item'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ChooseStockStrategyResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChooseStockStrategyResult'] = ResolversParentTypes['ChooseStockStrategyResult']> = {
  __resolveType: TypeResolveFn<'ChooseStockStrategySuccess' | 'ItemNotFoundProblem', ParentType, ContextType>;
};

export type ChooseStockStrategySuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChooseStockStrategySuccess'] = ResolversParentTypes['ChooseStockStrategySuccess']> = {
  choice?: Resolver<ResolversTypes['StockStrategyChoice'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type FieldProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FieldProblem'] = ResolversParentTypes['FieldProblem']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type IdempotencyKeyReusedProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IdempotencyKeyReusedProblem'] = ResolversParentTypes['IdempotencyKeyReusedProblem']> = {
  code?: Resolver<ResolversTypes['ProblemCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InsufficientStockProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InsufficientStockProblem'] = ResolversParentTypes['InsufficientStockProblem']> = {
  available?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
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

export type ItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Item'] = ResolversParentTypes['Item'], FederationReferenceType extends FederationReferenceTypes['Item'] = FederationReferenceTypes['Item']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Item']> | FederationReferenceType, FederationReferenceType, ContextType>;
  availability?: Resolver<ResolversTypes['Availability'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  price?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  stock?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ItemConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ItemConnection'] = ResolversParentTypes['ItemConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ItemEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Item']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ItemEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ItemEdge'] = ResolversParentTypes['ItemEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Item'], ParentType, ContextType>;
};

export type ItemNotFoundProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ItemNotFoundProblem'] = ResolversParentTypes['ItemNotFoundProblem']> = {
  code?: Resolver<ResolversTypes['ProblemCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  changeItemPrice?: Resolver<ResolversTypes['ChangeItemPriceResult'], ParentType, ContextType, RequireFields<MutationChangeItemPriceArgs, 'input'>>;
  chooseStockStrategy?: Resolver<ResolversTypes['ChooseStockStrategyResult'], ParentType, ContextType, RequireFields<MutationChooseStockStrategyArgs, 'input'>>;
  registerItem?: Resolver<ResolversTypes['RegisterItemResult'], ParentType, ContextType, RequireFields<MutationRegisterItemArgs, 'input'>>;
  restockItem?: Resolver<ResolversTypes['RestockItemResult'], ParentType, ContextType, RequireFields<MutationRestockItemArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Problem'] = ResolversParentTypes['Problem']> = {
  __resolveType: TypeResolveFn<'IdempotencyKeyReusedProblem' | 'InsufficientStockProblem' | 'InvalidInputProblem' | 'ItemNotFoundProblem', ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  item?: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType, RequireFields<QueryItemArgs, 'id'>>;
  items?: Resolver<ResolversTypes['ItemConnection'], ParentType, ContextType, RequireFields<QueryItemsArgs, 'first'>>;
  reservation?: Resolver<Maybe<ResolversTypes['Reservation']>, ParentType, ContextType, RequireFields<QueryReservationArgs, 'orderId'>>;
  stockStrategies?: Resolver<ReadonlyArray<ResolversTypes['StockStrategyChoice']>, ParentType, ContextType>;
};

export type RegisterItemResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RegisterItemResult'] = ResolversParentTypes['RegisterItemResult']> = {
  __resolveType: TypeResolveFn<'InvalidInputProblem' | 'RegisterItemSuccess', ParentType, ContextType>;
};

export type RegisterItemSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RegisterItemSuccess'] = ResolversParentTypes['RegisterItemSuccess']> = {
  item?: Resolver<ResolversTypes['Item'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ReservationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Reservation'] = ResolversParentTypes['Reservation']> = {
  decidedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  itemIds?: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
  lines?: Resolver<ReadonlyArray<ResolversTypes['ReservedLine']>, ParentType, ContextType>;
  orderId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['ReservationOutcome'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['RefusalReason']>, ParentType, ContextType>;
};

export type ReservedLineResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReservedLine'] = ResolversParentTypes['ReservedLine']> = {
  itemId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unitPrice?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type RestockItemResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RestockItemResult'] = ResolversParentTypes['RestockItemResult']> = {
  __resolveType: TypeResolveFn<'IdempotencyKeyReusedProblem' | 'InsufficientStockProblem' | 'InvalidInputProblem' | 'ItemNotFoundProblem' | 'RestockItemSuccess', ParentType, ContextType>;
};

export type RestockItemSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RestockItemSuccess'] = ResolversParentTypes['RestockItemSuccess']> = {
  item?: Resolver<ResolversTypes['Item'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface SafeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['SafeInt'], any> {
  name: 'SafeInt';
}

export type StockStrategyChoiceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StockStrategyChoice'] = ResolversParentTypes['StockStrategyChoice']> = {
  changedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  item?: Resolver<Maybe<ResolversTypes['Item']>, ParentType, ContextType>;
  itemsInFlight?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  next?: Resolver<Maybe<ResolversTypes['StockStrategy']>, ParentType, ContextType>;
  strategy?: Resolver<ResolversTypes['StockStrategy'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  ChangeItemPriceResult?: ChangeItemPriceResultResolvers<ContextType>;
  ChangeItemPriceSuccess?: ChangeItemPriceSuccessResolvers<ContextType>;
  ChooseStockStrategyResult?: ChooseStockStrategyResultResolvers<ContextType>;
  ChooseStockStrategySuccess?: ChooseStockStrategySuccessResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  FieldProblem?: FieldProblemResolvers<ContextType>;
  IdempotencyKeyReusedProblem?: IdempotencyKeyReusedProblemResolvers<ContextType>;
  InsufficientStockProblem?: InsufficientStockProblemResolvers<ContextType>;
  InvalidInputProblem?: InvalidInputProblemResolvers<ContextType>;
  Item?: ItemResolvers<ContextType>;
  ItemConnection?: ItemConnectionResolvers<ContextType>;
  ItemEdge?: ItemEdgeResolvers<ContextType>;
  ItemNotFoundProblem?: ItemNotFoundProblemResolvers<ContextType>;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Problem?: ProblemResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RegisterItemResult?: RegisterItemResultResolvers<ContextType>;
  RegisterItemSuccess?: RegisterItemSuccessResolvers<ContextType>;
  Reservation?: ReservationResolvers<ContextType>;
  ReservedLine?: ReservedLineResolvers<ContextType>;
  RestockItemResult?: RestockItemResultResolvers<ContextType>;
  RestockItemSuccess?: RestockItemSuccessResolvers<ContextType>;
  SafeInt?: GraphQLScalarType;
  StockStrategyChoice?: StockStrategyChoiceResolvers<ContextType>;
};

