# One image for every process; docker-compose.yml says which one it is to be.
# The sources go once they are built, and with them the specs and the workspaces that only tests use: what is left
# has production dependencies alone.
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
# The simulators keep their books here; a named volume takes over the owner.
RUN mkdir /data && chown node:node /data
USER node
