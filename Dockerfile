# syntax=docker/dockerfile:1

# The builder runs on the machine's own architecture and compiles for the wanted one.
FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS build
WORKDIR /src
ENV GOCACHE=/cache/go-build
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG TARGETOS
ARG TARGETARCH
ARG VERSION=unknown
ARG COMMIT=unknown
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/cache/go-build \
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath \
    -ldflags "-s -w -X main.version=$VERSION -X main.commit=$COMMIT" -o /out/vigie . \
    && mkdir -p /out/folders && mkdir -m 0700 /out/folders/data /out/folders/tmp

# Nothing but the program, the certificate authorities and two folders. Time zones are in the program.
FROM scratch
ARG VERSION=unknown
ARG COMMIT=unknown
LABEL org.opencontainers.image.title="Vigie" \
      org.opencontainers.image.description="The Slack bot of a production crew: incidents, pages, deploys and digests" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$COMMIT"
COPY --chown=65532:65532 --from=build /out/folders/ /
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /src/LICENSE /LICENSE
COPY --from=build /out/vigie /vigie
USER 65532:65532
# Relative paths, such as the default sqlite:vigie.db and vigie.yaml, are in /data. It holds nothing else, so with
# PostgreSQL the root may be read-only; with SQLite mount a volume there.
WORKDIR /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["/vigie", "healthcheck"]
# Stopping: SIGTERM answers what was accepted, then exits 0.
STOPSIGNAL SIGTERM
ENTRYPOINT ["/vigie"]
CMD ["serve"]
