# syntax=docker/dockerfile:1
# ws-room in a container, from the sources (some minutes, with Maven's downloads):
#
#   docker build --build-arg COMMIT_HASH=$(git rev-parse --short HEAD) -t ws-room .
#
# or from the archive that `mvn -Prelease package` has made in release/target/dist (some seconds):
#
#   docker build --build-arg RELEASE=archive -t ws-room .
#
#   docker run --rm -p 5000:5000 --read-only --cap-drop ALL --security-opt no-new-privileges ws-room
#
# Settings are environment variables (docker run ws-room --help lists them); more options of the JVM go into
# JAVA_OPTS. The other commands work as well: docker run -it ws-room join wss://rooms.example.org/rooms/plaza

ARG RELEASE=source
ARG BASE=debian:trixie-slim

FROM maven:3-eclipse-temurin-25 AS source
WORKDIR /src
COPY . .
ARG COMMIT_HASH=unknown
RUN --mount=type=cache,target=/root/.m2 \
    mvn -q -B -Prelease package -Dmaven.test.skip=true -Dexec.skip=true -Dbuild.commit=$COMMIT_HASH \
 && mkdir /release \
 && tar -xzf release/target/dist/ws-room-*-linux-*.tar.gz --strip-components=1 -C /release

FROM ${BASE} AS archive
# amd64, as Docker calls x64; arm64 is the same word for both.
ARG TARGETARCH=amd64
COPY release/target/dist/*.tar.gz /archives/
RUN mkdir /release \
 && case $TARGETARCH in amd64) arch=x64 ;; *) arch=$TARGETARCH ;; esac \
 && tar -xzf /archives/ws-room-*-linux-$arch.tar.gz --strip-components=1 -C /release

FROM ${RELEASE} AS release

FROM ${BASE}
COPY --from=release /release /opt/ws-room
COPY docker/health /opt/ws-room/health
# The AOT training run takes the very runtime that starts, as the user who will start it. What it writes
# stays root's, and nothing else is writable.
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin ws-room \
 && ln -s /opt/ws-room/ws-room /usr/bin/ws-room \
 && mkdir /opt/ws-room/cache /tmp/training \
 && chown ws-room: /tmp/training \
 && setpriv --reuid 10001 --regid 10001 --clear-groups ws-room aot-training /tmp/training \
 && install -m 644 /tmp/training/*.aot /opt/ws-room/cache \
 && rm -r /tmp/training
USER 10001
EXPOSE 5000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["/opt/ws-room/health"]
# The launcher becomes the server (exec), which is process 1 then and gets SIGTERM itself.
ENTRYPOINT ["/opt/ws-room/ws-room"]
