# syntax=docker/dockerfile:1
# ws-room in a container:
#
#   docker build --build-arg COMMIT_HASH=$(git rev-parse --short HEAD) -t ws-room .
#   docker run --rm -p 5000:5000 --read-only --cap-drop ALL --security-opt no-new-privileges ws-room
#
# Settings are environment variables (docker run ws-room --help lists them); more options of the
# JVM go into JDK_JAVA_OPTIONS.

FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
ARG COMMIT_HASH=unknown
RUN --mount=type=cache,target=/root/.m2 \
    mvn -q -B package -pl server -am \
        -Dmaven.test.skip=true -Dexec.skip=true -Dbuild.commit=$COMMIT_HASH
# The native library lies ready, so that nothing has to be unpacked in a read-only container.
RUN mkdir -p /app/native /unpacked \
 && cp -r jvm.options docker/health server/target/ws-room-server.jar server/target/lib /app \
 && cd /unpacked \
 && jar xf /app/lib/secp256k1-kmp-jni-jvm-linux-*.jar \
 && case $(uname -m) in x86_64) arch=x86_64 ;; *) arch=aarch64 ;; esac \
 && cp fr/acinq/secp256k1/jni/native/linux-$arch/*.so /app/native

FROM eclipse-temurin:25-jre
WORKDIR /app
COPY --from=build /app .
# The record of a rehearsal (the JVM's AOT cache) fits only the JVM that made it: this one.
RUN java @jvm.options -Dfr.acinq.secp256k1.lib.path=/app/native \
        -XX:AOTCacheOutput=ws-room.aot -cp ws-room-server.jar wsroom.app.AotTrainingRun >rehearsal.log 2>&1 \
 || { cat rehearsal.log; exit 1; }; \
    rm rehearsal.log \
 && useradd --system --uid 10001 --no-create-home ws-room
USER 10001
EXPOSE 5000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["/app/health"]
# The exec form makes the server process 1, so that SIGTERM reaches it.
ENTRYPOINT ["java", "@jvm.options", "-Dfr.acinq.secp256k1.lib.path=/app/native", \
            "-XX:AOTCache=ws-room.aot", "-Xlog:aot=off", \
            "-jar", "ws-room-server.jar"]
