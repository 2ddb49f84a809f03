# The server, its client and the demo. `docker build .` builds the image with a JDK and Maven for the projects that agents
# work on; `--target slim` omits them. See docs/docker.md, also for builds without an image registry.
ARG BASE=debian:trixie-slim

FROM ${BASE} AS runtime
COPY docker/ca/ /usr/local/share/ca-certificates/
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends bubblewrap ca-certificates git openssh-client \
 && apt-get clean && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 1000 codeagent \
 && useradd --uid 1000 --gid 1000 --create-home codeagent \
 && mkdir -p /opt/codeagent/data /opt/codeagent/config /workspace \
 && chown codeagent:codeagent /opt/codeagent/data /workspace
# Credentials are in the data directory, which outlives the container and is part of backups.
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

# Builds in the final folder, because a class data sharing archive contains the paths of its jars.
FROM toolchain AS build
COPY . .
# Additional options for Maven, for example a settings file with a mirror: --build-arg MAVEN="-s docker/settings.xml".
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

# The default target. The compose file names its target, because Docker's legacy builder builds all stages before it.
FROM code-agent
