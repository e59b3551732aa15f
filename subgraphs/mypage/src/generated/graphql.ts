// Generated from schema.graphql by `npm run generate`. Do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { MyPageModel } from '../models.ts';
import type { Context } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
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

export type Coupon = {
  readonly __typename?: 'Coupon';
  readonly id: Scalars['ID']['output'];
};

export type CouponStatus =
  | 'EXPIRED'
  | 'ISSUED'
  | 'USED';

export type CurrencyCode =
  | 'EUR'
  | 'JPY'
  | 'KRW'
  | 'USD';

/** Whole minor units of one currency. */
export type Money = {
  readonly __typename?: 'Money';
  readonly amount: Scalars['SafeInt']['output'];
  readonly currency: CurrencyCode;
};

export type MyPage = {
  readonly __typename?: 'MyPage';
  /** The latest change that this page knows of. */
  readonly asOf: Scalars['DateTime']['output'];
  /** Parts that were asked from their owners for this answer, because the ready-made page lacks them or cannot be read. */
  readonly composed: ReadonlyArray<MyPagePart>;
  readonly couponCount: Maybe<Scalars['Int']['output']>;
  /** The 20 newest. */
  readonly coupons: Maybe<ReadonlyArray<MyPageCoupon>>;
  readonly email: Maybe<Scalars['String']['output']>;
  /** Whether the page holds the order of `after`; null without one. */
  readonly holdsAfter: Maybe<Scalars['Boolean']['output']>;
  /** Parts that could not be had yet. */
  readonly missing: ReadonlyArray<MyPagePart>;
  readonly name: Maybe<Scalars['String']['output']>;
  /** Null when it is not known, as in a page that was composed while there were more than are shown. */
  readonly orderCount: Maybe<Scalars['Int']['output']>;
  /** The 10 newest. */
  readonly orders: Maybe<ReadonlyArray<MyPageOrder>>;
  readonly owner: Maybe<User>;
  /** The same for each part; null for one that is missing. */
  readonly partsAsOf: MyPagePartsAsOf;
};

export type MyPageCoupon = {
  readonly __typename?: 'MyPageCoupon';
  readonly campaignName: Scalars['String']['output'];
  readonly coupon: Maybe<Coupon>;
  readonly discount: Money;
  readonly id: Scalars['ID']['output'];
  readonly issuedAt: Scalars['DateTime']['output'];
  readonly status: CouponStatus;
};

export type MyPageOrder = {
  readonly __typename?: 'MyPageOrder';
  readonly id: Scalars['ID']['output'];
  readonly order: Maybe<Order>;
  readonly placedAt: Scalars['DateTime']['output'];
  readonly status: OrderStatus;
  readonly title: Maybe<Scalars['String']['output']>;
  readonly total: Maybe<Money>;
};

export type MyPagePart =
  | 'COUPONS'
  | 'ORDERS'
  | 'PROFILE';

export type MyPagePartsAsOf = {
  readonly __typename?: 'MyPagePartsAsOf';
  readonly coupons: Maybe<Scalars['DateTime']['output']>;
  readonly orders: Maybe<Scalars['DateTime']['output']>;
  readonly profile: Maybe<Scalars['DateTime']['output']>;
};

export type Order = {
  readonly __typename?: 'Order';
  readonly id: Scalars['ID']['output'];
};

export type OrderStatus =
  | 'CANCELLED'
  | 'CONFIRMED'
  | 'PENDING'
  | 'REJECTED';

export type Query = {
  readonly __typename?: 'Query';
  /**
   * The signed-in customer's own page, ready made: one read, no fan-out. With `after`, the id of an order that was just
   * placed, it waits up to half a second for a page that holds it.
   */
  readonly myPage: Maybe<MyPage>;
};


export type QueryMyPageArgs = {
  after?: InputMaybe<Scalars['ID']['input']>;
};

export type User = {
  readonly __typename?: 'User';
  readonly id: Scalars['ID']['output'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


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





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Coupon: ResolverTypeWrapper<Coupon>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  CouponStatus: CouponStatus;
  CurrencyCode: CurrencyCode;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Money: ResolverTypeWrapper<Money>;
  MyPage: ResolverTypeWrapper<MyPageModel>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  MyPageCoupon: ResolverTypeWrapper<MyPageCoupon>;
  MyPageOrder: ResolverTypeWrapper<MyPageOrder>;
  MyPagePart: MyPagePart;
  MyPagePartsAsOf: ResolverTypeWrapper<MyPagePartsAsOf>;
  Order: ResolverTypeWrapper<Order>;
  OrderStatus: OrderStatus;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  User: ResolverTypeWrapper<User>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Coupon: Coupon;
  ID: Scalars['ID']['output'];
  DateTime: Scalars['DateTime']['output'];
  Money: Money;
  MyPage: MyPageModel;
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
  Boolean: Scalars['Boolean']['output'];
  MyPageCoupon: MyPageCoupon;
  MyPageOrder: MyPageOrder;
  MyPagePartsAsOf: MyPagePartsAsOf;
  Order: Order;
  Query: Record<PropertyKey, never>;
  SafeInt: Scalars['SafeInt']['output'];
  User: User;
};

export type CouponResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Coupon'] = ResolversParentTypes['Coupon']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
};

export type MyPageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MyPage'] = ResolversParentTypes['MyPage']> = {
  asOf?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  composed?: Resolver<ReadonlyArray<ResolversTypes['MyPagePart']>, ParentType, ContextType>;
  couponCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  coupons?: Resolver<Maybe<ReadonlyArray<ResolversTypes['MyPageCoupon']>>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  holdsAfter?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  missing?: Resolver<ReadonlyArray<ResolversTypes['MyPagePart']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  orderCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  orders?: Resolver<Maybe<ReadonlyArray<ResolversTypes['MyPageOrder']>>, ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  partsAsOf?: Resolver<ResolversTypes['MyPagePartsAsOf'], ParentType, ContextType>;
};

export type MyPageCouponResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MyPageCoupon'] = ResolversParentTypes['MyPageCoupon']> = {
  campaignName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  coupon?: Resolver<Maybe<ResolversTypes['Coupon']>, ParentType, ContextType>;
  discount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  issuedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['CouponStatus'], ParentType, ContextType>;
};

export type MyPageOrderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MyPageOrder'] = ResolversParentTypes['MyPageOrder']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  order?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType>;
  placedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['OrderStatus'], ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  total?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
};

export type MyPagePartsAsOfResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MyPagePartsAsOf'] = ResolversParentTypes['MyPagePartsAsOf']> = {
  coupons?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  orders?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  profile?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type OrderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Order'] = ResolversParentTypes['Order']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  myPage?: Resolver<Maybe<ResolversTypes['MyPage']>, ParentType, ContextType, Partial<QueryMyPageArgs>>;
};

export interface SafeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['SafeInt'], any> {
  name: 'SafeInt';
}

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Coupon?: CouponResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Money?: MoneyResolvers<ContextType>;
  MyPage?: MyPageResolvers<ContextType>;
  MyPageCoupon?: MyPageCouponResolvers<ContextType>;
  MyPageOrder?: MyPageOrderResolvers<ContextType>;
  MyPagePartsAsOf?: MyPagePartsAsOfResolvers<ContextType>;
  Order?: OrderResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  SafeInt?: GraphQLScalarType;
  User?: UserResolvers<ContextType>;
};

