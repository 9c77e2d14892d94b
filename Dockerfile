# One image for all processes; docker-compose.yml gives the command of each.
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
# The simulators store their data here; a named volume inherits the owner.
RUN mkdir /data && chown node:node /data
USER node
