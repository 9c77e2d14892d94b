# One image for every process; docker-compose.yml says which one it is to be.
FROM node:22-slim AS build
WORKDIR /app
COPY . .
RUN npm ci --ignore-scripts --no-audit --no-fund \
  && npm run build \
  && npm prune --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:22-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app /app
# The simulators keep their books here; a named volume takes over the owner.
RUN mkdir /data && chown node:node /data
USER node
