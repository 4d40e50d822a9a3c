# syntax=docker/dockerfile:1
FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --release --locked -p jointcase && cp target/release/jointcase /usr/local/bin/jointcase

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /var/lib/jointcase --shell /usr/sbin/nologin jointcase
COPY --from=build /usr/local/bin/jointcase /usr/local/bin/jointcase
USER jointcase
WORKDIR /var/lib/jointcase
VOLUME /var/lib/jointcase
ENV JOINTCASE_LISTEN=127.0.0.1:8471 JOINTCASE_DATA_DIR=/var/lib/jointcase
# The image has no HTTP client: bash asks for the page and expects the status 200.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/${JOINTCASE_LISTEN%:*}/${JOINTCASE_LISTEN##*:} && printf 'GET /readyz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["jointcase"]
CMD ["up"]
