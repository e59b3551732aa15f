import type { CodegenConfig } from '@graphql-codegen/cli';

const subgraphs = ['user', 'item', 'order', 'coupon', 'mypage'];

/** Row types behind the schema's object types: resolvers get these and fill in the rest. */
const mappers: Record<string, Record<string, string>> = {
  user: { User: '../models.ts#UserModel' },
  item: { Item: '../models.ts#ItemModel', StockStrategyChoice: '../models.ts#StockStrategyChoiceModel' },
  order: { User: '../models.ts#UserModel', Order: '../models.ts#OrderModel' },
  coupon: {
    User: '../models.ts#UserModel',
    Campaign: '../models.ts#CampaignModel',
    Coupon: '../models.ts#CouponModel',
    CouponTicket: '../models.ts#CouponTicketModel',
  },
  mypage: { MyPage: '../models.ts#MyPageModel' },
};

const config: CodegenConfig = {
  generates: Object.fromEntries(
    subgraphs.map((name) => [
      `subgraphs/${name}/src/generated/graphql.ts`,
      {
        schema: `subgraphs/${name}/schema.graphql`,
        plugins: [
          { add: { content: '// Generated from schema.graphql by `npm run generate`. Do not edit.' } },
          'typescript',
          'typescript-resolvers',
        ],
        config: {
          federation: true,
          contextType: '../context.ts#Context',
          mappers: mappers[name],
          enumsAsTypes: true,
          immutableTypes: true,
          useTypeImports: true,
          avoidOptionals: { field: true },
          inputMaybeValue: 'T | null | undefined',
          defaultScalarType: 'unknown',
          importExtension: '.ts',
          emitLegacyCommonJSImports: false,
          scalars: { ID: 'string', DateTime: 'Date', SafeInt: 'number' },
        },
      },
    ]),
  ),
};

export default config;
