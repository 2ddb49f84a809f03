package dev.codeagent.containers.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.containers.compose.ComposeFile.Condition;
import dev.codeagent.containers.compose.ComposeFile.Service;
import dev.codeagent.containers.managed.ContainerSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComposeFileTest {
    private static ComposeFile read(String text, Map<String, String> variables) {
        return ComposeFile.read("compose.yaml", text, variables);
    }

    private static ComposeFile read(String text) {
        return read(text, Map.of());
    }

    private static Service readSingleService(String service) {
        return read("services:\n  db:\n    image: postgres:16\n" + service.indent(4))
                .services()
                .getFirst();
    }

    @Test
    void readsAServiceInTheModernFormat() {
        ComposeFile file = read("""
                name: shop
                x-usual: &usual
                  environment: {LANG: C.UTF-8}
                  mem_limit: 512m
                services:
                  web:
                    <<: *usual
                    image: shop/web:${TAG:-1}
                    command: ["serve", "--port", "80"]
                    depends_on: [db]
                    environment:
                      - URL=jdbc:postgresql://db/shop
                      - TOKEN
                  db:
                    image: postgres:16
                    environment: {POSTGRES_PASSWORD: a$$b, PORT: 5432}
                    healthcheck:
                      test: ["CMD", "pg_isready", "-q"]
                      interval: 1m30s
                      timeout: 500ms
                      retries: 7
                      start_period: 2s
                    volumes:
                      - data:/var/lib/postgresql/data
                      - {type: volume, source: conf, target: /conf, read_only: true}
                    networks: {back: {aliases: [database]}}
                    tmpfs: /run:size=16m
                    working_dir: /srv
                    user: "70:70"
                    labels: {team: a}
                    deploy: {resources: {limits: {cpus: "0.5", memory: 256M, pids: 100}}}
                volumes: {data: , conf: {}}
                networks: {back: {driver: bridge}}
                """, Map.of("TOKEN", "t"));

        assertThat(file.name()).isEqualTo("shop");
        assertThat(file.services()).extracting(Service::name).containsExactly("db", "web");
        ContainerSpec db = file.services().getFirst().containerSpec();
        assertThat(db.program().environment())
                .containsEntry("POSTGRES_PASSWORD", "a$b")
                .containsEntry("PORT", "5432");
        assertThat(db.program().workingDirectory()).isEqualTo("/srv");
        assertThat(db.program().user()).isEqualTo("70:70");
        assertThat(db.healthCheck())
                .contains(new ContainerSpec.HealthCheck(
                        List.of("CMD", "pg_isready", "-q"),
                        Duration.ofSeconds(90),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        7));
        assertThat(db.storage().volumes())
                .containsExactly(
                        new ContainerSpec.VolumeMount("shop_data", "/var/lib/postgresql/data", false),
                        new ContainerSpec.VolumeMount("shop_conf", "/conf", true));
        assertThat(db.storage().tmpfs()).containsExactly(new ContainerSpec.TmpfsMount("/run", 16L << 20));
        assertThat(db.aliases()).containsExactly("database");
        assertThat(db.labels()).containsEntry("team", "a");
        assertThat(db.limits()).isEqualTo(new ContainerSpec.Limits(0.5, 256L << 20, 100));
        ContainerSpec web = file.services().getLast().containerSpec();
        assertThat(web.image()).isEqualTo("shop/web:1");
        assertThat(web.program().command()).containsExactly("serve", "--port", "80");
        assertThat(web.program().environment()).containsOnlyKeys("URL", "TOKEN").containsEntry("TOKEN", "t");
        assertThat(web.limits().memoryBytes()).isEqualTo(512L << 20);
        assertThat(file.services().getLast().dependsOn()).containsExactly(Map.entry("db", Condition.STARTED));
    }

    @Test
    void readsTheOlderFormats() {
        ComposeFile file = read("""
                version: "2.4"
                services:
                  web:
                    image: web
                    command: serve --title 'two words' $$HOME
                    depends_on: {db: {condition: service_healthy}, job: {condition: service_completed_successfully}}
                    cpus: 0.25
                  db: {image: db, healthcheck: {test: "true"}}
                  job: {image: job}
                """);

        Service web = file.services().getLast();
        assertThat(file.name()).isEqualTo("default");
        assertThat(web.containerSpec().program().command()).containsExactly("serve", "--title", "two words", "$HOME");
        assertThat(web.containerSpec().limits().cpus()).isEqualTo(0.25);
        assertThat(web.dependsOn()).containsEntry("db", Condition.HEALTHY).containsEntry("job", Condition.COMPLETED);
        assertThat(file.services()
                        .getFirst()
                        .containerSpec()
                        .healthCheck()
                        .orElseThrow()
                        .test())
                .containsExactly("CMD-SHELL", "true");
    }

    @Test
    void reportsIgnoredKeysAsNotices() {
        ComposeFile file = read("""
                services:
                  a: {image: a, ports: ["80:80"], restart: always, environment: {X: "${NOT_GIVEN}"}}
                  b: {image: b, profiles: [debug]}
                """);

        assertThat(file.services()).extracting(Service::name).containsExactly("a");
        assertThat(file.notices())
                .containsExactlyInAnyOrder(
                        "ports of a are not published: the workspace reaches the service by its name",
                        "'restart' of a is ignored",
                        "service b has a profile and is ignored",
                        "${NOT_GIVEN} has no value and is empty; set it in env");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "privileged: true | line 4, services.db.privileged: 'privileged' is refused",
                "network_mode: host | services.db.network_mode: 'network_mode' is refused",
                "pid: host | 'pid' is refused",
                "ipc: host | 'ipc' is refused",
                "devices: [/dev/kvm] | 'devices' is refused",
                "cap_add: [SYS_ADMIN] | 'cap_add' is refused",
                "security_opt: [seccomp=unconfined] | 'security_opt' is refused",
                "build: . | 'build' is refused: images are not built",
                "env_file: .env | 'env_file' is refused",
                "volumes: [/var/run/docker.sock:/s] | services.db.volumes[0]: '/var/run/docker.sock:/s' names a directory",
                "volumes: [./data:/data] | names a directory",
                "volumes: [{type: bind, source: /, target: /x}] | type 'bind' is refused",
                "volumes: [other:/data] | 'other' is not declared",
                "networks: [other] | 'other' is not declared",
                "volmes: [] | line 4, services.db.volmes: unknown key 'volmes'",
                "depends_on: [other] | depends on 'other'",
                "depends_on: [db] | in a cycle: db -> db",
                "labels: {dev.codeagent.role: x} | 'dev.codeagent.role' is reserved",
                "tmpfs: /proc/x | '/proc/x' is not a valid path",
                "mem_limit: much | 'much' is not a size",
                "healthcheck: {interval: 5s} | has no test",
                "healthcheck: {test: x, interval: soon} | 'soon' is not a duration",
                "environment: {X: $} | a single $ has no meaning",
                "environment: {X: \"${Y:?set it}\"} | ${Y} has no value (set it)",
                "deploy: {replicas: 2} | 'replicas' is not supported",
            })
    void reportsRejectedServiceKeysWithTheirLocation(String line, String message) {
        assertThatThrownBy(() -> readSingleService(line))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "services: {egress: {image: x}} | 'egress' is reserved",
                "services: {a.example.com: {image: x}} | is not a valid container name",
                "services: {a: {command: x}} | services.a: the service has no image",
                "services: {} | has no services",
                "services: {a: {image: x}}, secrets: {s: {file: /etc/shadow}} | 'secrets' is not supported",
                "services: {a: {image: x}}, volumes: {v: {driver_opts: {o: bind}}} | 'driver_opts' of a volume",
                "services: {a: {image: x}}, networks: {n: {external: true}} | 'external' of a network",
                "service: {} | service: unknown key",
                "services: {a: {<<: &m {image: x, <<: *m}}} | compose.yaml",
                "services: [ | is not valid YAML",
            })
    void reportsErrorsInTheFile(String content, String message) {
        String text = content.startsWith("services: [") ? content : "{" + content + "}";

        assertThatThrownBy(() -> read(text)).isInstanceOf(AgentException.class).hasMessageContaining(message);
    }
}
