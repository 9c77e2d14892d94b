# One image for all processes; docker-compose.yml gives the command of each.
# The sources are removed after the build, and with them the specs and the workspaces that only tests use: the image
# has production dependencies only.
FROM node:22-slim AS build
WORKDIR /app
COPY . .
RUN npm ci --ignore-scripts --no-audit --no-fund \
  && npm run build:production \
  && rm -rf e2e bench packages/testing packages/launcher/specs scripts/check scripts/system/*.ts scripts/system/demo \
    gateway/src gateway/graphiql packages/*/src subgraphs/*/src simulators/*/src \
  && find . -name tsconfig.tsbuildinfo -not -path './node_modules/*' -delete \
  && npm prune --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:22-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app /app
# The simulators store their data here; a named volume inherits the owner.
RUN mkdir /data && chown node:node /data
USER node
