# The compiled program on a base without shell and package manager: docker build --tag clustering .
# Checked by a linter and by tests/docker_files_test.ts; not built where this project is tested.
FROM denoland/deno:debian-2.9.6 AS build
WORKDIR /source
COPY . .
RUN deno install --frozen && deno task compile && dist/clustering init /project && mkdir -p /project/logs

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /source/dist/clustering /usr/local/bin/clustering
COPY --from=build --chown=65532:65532 /project /srv/clustering
WORKDIR /srv/clustering
USER 65532:65532
# DuckDB's library is unpacked here once.
ENV CLUSTERING_CACHE=/srv/clustering/data/cache
VOLUME /srv/clustering/data
# The history can be read, and this container's daemon or worker gives signs of life.
HEALTHCHECK --interval=60s --timeout=20s --start-period=60s CMD ["/usr/local/bin/clustering", "health", "--env", "prod", "--here"]
ENTRYPOINT ["/usr/local/bin/clustering"]
CMD ["daemon", "--env", "prod", "--log-format", "json"]
