# The server, its client and the demo. `docker build .` makes the image with a JDK and Maven for the projects that agents
# work on; `--target slim` leaves them out. docs/docker.md says more, and how to build where no image registry is reachable.
ARG BASE=debian:trixie-slim

FROM ${BASE} AS runtime
COPY docker/ca/ /usr/local/share/ca-certificates/
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends bubblewrap ca-certificates git \
 && apt-get clean && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 1000 codeagent \
 && useradd --uid 1000 --gid 1000 --create-home codeagent \
 && mkdir -p /opt/codeagent/data /opt/codeagent/config /workspace \
 && chown codeagent:codeagent /opt/codeagent/data /workspace
# Credentials lie in the data directory, which outlives the container and which a backup copies.
ENV LANG=C.UTF-8 \
    HOME=/home/codeagent \
    CODEAGENT_SECURITY_CREDENTIALS=/opt/codeagent/data/credentials.db
WORKDIR /opt/codeagent
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=5s --start-period=120s --retries=6 CMD ["codeagent-health"]
ENTRYPOINT ["codeagent-server"]

FROM runtime AS toolchain
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends openjdk-21-jdk-headless maven \
 && apt-get clean && rm -rf /var/lib/apt/lists/*

# Built where it will lie: an archive of classes names the jars that it is good for.
FROM toolchain AS build
COPY . .
# More options for Maven, such as a settings file that names a mirror: --build-arg MAVEN="-s docker/settings.xml".
ARG MAVEN=""
ENV MAVEN_OPTS="-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
RUN mvn -B -ntp -q -Dmaven.test.skip=true ${MAVEN} -pl ear/micro,clients/cli,fake-model -am package
RUN docker/assemble.sh /image

FROM toolchain AS code-agent
COPY --from=build /image /
RUN ln -s "$(dirname "$(dirname "$(readlink -f /usr/bin/javac)")")" /opt/codeagent/runtime
USER codeagent

FROM build AS link
RUN docker/link.sh /opt/codeagent/runtime /image

FROM runtime AS slim
COPY --from=link /image /
COPY --from=link /opt/codeagent/runtime /opt/codeagent/runtime
USER codeagent

# What is built where no target is named. The compose file names it: Docker's older builder makes all stages before it.
FROM code-agent
