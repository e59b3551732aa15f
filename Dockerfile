# One target per process. There is no build step: Node runs the TypeScript. The workspace layout stays as it is, because
# Node strips types only from files whose real path is not below a node_modules folder.
FROM node:24-slim AS workspace
RUN npm install --global --no-audit --no-fund pnpm@12.21.0
WORKDIR /app
ENV CI=true
# The lock file alone decides what is downloaded, so that a change of code does not download again.
COPY pnpm-lock.yaml pnpm-workspace.yaml ./
COPY patches patches
RUN pnpm fetch --prod
COPY . .
RUN pnpm install --prod --frozen-lockfile --offline

FROM node:24-slim AS service
WORKDIR /app
# Batches live for milliseconds: with room for a few of them they die young, and are not copied.
ENV NODE_ENV=production HOST=0.0.0.0 NODE_OPTIONS=--max-semi-space-size=32
COPY --from=workspace /app /app
USER node
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

FROM service AS topics
HEALTHCHECK NONE
CMD ["node", "commands/src/topics.ts"]

FROM service AS demo
HEALTHCHECK NONE
CMD ["node", "commands/src/demo.ts"]

FROM service AS verify
HEALTHCHECK NONE
CMD ["node", "commands/src/verify.ts"]

FROM service AS schema
HEALTHCHECK NONE
ENTRYPOINT ["node", "commands/src/schema.ts"]

FROM service AS user
ENV PORT=4001
EXPOSE 4001
CMD ["node", "subgraphs/user/src/main.ts"]

FROM service AS item
ENV PORT=4002
EXPOSE 4002
CMD ["node", "subgraphs/item/src/main.ts"]

FROM service AS order
ENV PORT=4003
EXPOSE 4003
CMD ["node", "subgraphs/order/src/main.ts"]

FROM service AS coupon
ENV PORT=4004
EXPOSE 4004
CMD ["node", "subgraphs/coupon/src/main.ts"]

FROM service AS mypage
ENV PORT=4005
EXPOSE 4005
CMD ["node", "subgraphs/mypage/src/main.ts"]

FROM service AS gateway
ENV PORT=4000
ENV NODE_OPTIONS="--max-semi-space-size=32 --v8-pool-size=1"
EXPOSE 4000
CMD ["node", "gateway/src/main.ts"]
