# Grapevine in a container: builds a clean checkout inside the image build, and runs it with a minimal Java runtime.
#
#   docker build -t grapevine .
#   docker run --rm grapevine --help
#
# EXTRA_CA  base64 of additional certificates (PEM) that the build trusts, for networks whose proxy signs traffic with its own
#           authority. They stay in the build; the image does not trust them. If they are missing, the build says so.

# ---- the POMs alone, so that a change of sources does not fetch dependencies again
FROM debian:bookworm-slim AS poms
COPY . /checkout
WORKDIR /checkout
RUN mkdir /poms && find . -name pom.xml -exec cp --parents {} /poms \;

FROM debian:bookworm-slim AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends binutils ca-certificates maven openjdk-17-jdk-headless \
    && rm -rf /var/lib/apt/lists/*

ARG EXTRA_CA=""
RUN if [ -n "$EXTRA_CA" ]; then \
        echo "$EXTRA_CA" | base64 -d >/tmp/extra.pem \
        && csplit -sz -f /usr/local/share/ca-certificates/extra- -b %02d.crt /tmp/extra.pem '/-BEGIN CERTIFICATE-/' '{*}' \
        && update-ca-certificates; \
    fi

COPY deploy/container/maven /usr/local/bin/maven
# An empty class in each module makes Maven fetch everything that it needs to build the real ones.
WORKDIR /build
COPY --from=poms /poms .
RUN for pom in */pom.xml; do \
        mkdir -p "${pom%/*}/src/main/java" && echo 'final class Nothing {}' >"${pom%/*}/src/main/java/Nothing.java"; \
    done \
    && /usr/local/bin/maven -pl agent -am -Dmaven.test.skip=true -Dassembly.skipAssembly package \
    && rm -rf */src */target

COPY . .
RUN /usr/local/bin/maven -pl agent -am -Dmaven.test.skip=true package

# The modules that the jar needs, without those for unused parts of its HTTP server, and with those that are loaded by name only:
# elliptic curves for https, DNS for SRV, signals.
WORKDIR /opt/grapevine
RUN modules=$(jdeps --multi-release 17 --ignore-missing-deps --list-deps /build/agent/target/grapevine.jar \
        | grep -oE 'javax?[.][a-z.]+|jdk[.][a-z.]+' \
        | grep -vxE 'java[.](desktop|instrument|rmi|security[.]jgss|sql|transaction[.]xa)' | tr '\n' ',') \
    && jlink --add-modules "${modules}jdk.crypto.ec,jdk.naming.dns,jdk.unsupported" \
        --strip-debug --no-header-files --no-man-pages --compress=2 --output /opt/grapevine/java
RUN tar -xz --strip-components=1 -f /build/agent/target/grapevine-*.tar.gz
RUN JAVA_HOME=/opt/grapevine/java bin/make-class-archive
COPY deploy/container/grapevine deploy/container/health bin/

FROM debian:bookworm-slim
RUN groupadd --gid 10001 grapevine \
    && useradd --uid 10001 --gid 10001 --home-dir /var/lib/grapevine --create-home --shell /usr/sbin/nologin grapevine
COPY --from=build /opt/grapevine /opt/grapevine
RUN ln -s /opt/grapevine/bin/grapevine /usr/local/bin/grapevine
USER grapevine
WORKDIR /var/lib/grapevine
# Listens on all addresses, because other hosts and published ports must reach it.
ENV NODE_BIND=0.0.0.0 \
    GRAPEVINE_HTTP=0.0.0.0:8500 \
    GRAPEVINE_HTTP_ADDR=127.0.0.1:8500
EXPOSE 7700/tcp 7700/udp 8500/tcp
# Healthy: it responds, and its member does not hang. Without a JVM, which on a busy host would not start in time.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["/opt/grapevine/bin/health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["grapevine"]
CMD ["agent"]
