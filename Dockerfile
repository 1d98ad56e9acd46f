# The forecasting service. One stage and no npm: `npm run build` has already bundled everything into dist/image, so what
# runs in the container is, byte for byte, what the local cloud runs, and its digest is known before any image is built.
# Nothing is run while it is built, so that a machine with another processor needs no emulation.
#
#   docker build --build-arg VERSION=0.1.0 --build-arg REVISION=$(git rev-parse HEAD) -t cloud-runner .
#
# The base by the digest of its index, which holds it for every platform: Node 24.21.0, as in package.json.
# CONTRIBUTING.md says how to raise it.
ARG BASE_IMAGE=node:24-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6
FROM ${BASE_IMAGE}

ARG BASE_IMAGE
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="cloud-runner" \
      org.opencontainers.image.description="Forecasts each CSV file that lands in a bucket" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.base.name="${BASE_IMAGE}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

ENV NODE_ENV=production
WORKDIR /app
# Owned by its user, since the umask of an installation may have left the files readable by their owner only.
COPY --chown=1000:1000 dist/image/ ./

# The user `node`, by number: what checks that it is not root may not know the name. It writes nothing to disk, so it
# also runs with a read-only root.
USER 1000:1000

# Cloud Run sets PORT; 8080 is its default and the server's.
EXPOSE 8080

# With room for 16 MB of new values in each thread, as V8 has it, 400 small forecasts take twice the memory and no less time.
#
# Node is process 1 and handles SIGTERM itself, so that a stop lets the requests under way finish.
CMD ["node", "--max-semi-space-size=4", "server.mjs"]
