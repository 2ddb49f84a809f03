package dev.codeagent.tests.anyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.escapes.server.HttpAttack;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The attacks over HTTP, one of each kind; {@code bench/run escapes} makes all of them, with their controls. */
@Tag("any-server")
@Tag("listener")
class HttpAttackTest {
    /** What Payara answers before the application sees it; docs/payara-server.md says so. */
    private static final Set<String> ONLY_ON_PAYARA_MICRO = Set.of(
            "http/chunk[trailer with a length]",
            "http/endless-head",
            "http/invalid-request[empty host]",
            "http/invalid-request[wrong escape]",
            "http/invalid-request[wrong escape in the API]",
            "http/invalid-request[cut escape]");

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.configured();
    }

    static List<HttpAttack> oneOfEachKind() {
        var kinds = new HashSet<String>();
        boolean payaraServer = "payara-server".equals(System.getProperty("codeagent.server"));
        return HttpAttack.all().stream()
                .filter(attack -> !payaraServer || !ONLY_ON_PAYARA_MICRO.contains(attack.id()))
                .filter(attack -> Boolean.getBoolean("codeagent.allAttacks")
                        || kinds.add(attack.id().replaceFirst("\\[(?!trailer).*", "")))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("oneOfEachKind")
    void isRefused(HttpAttack attack) throws Exception {
        assertThat(attack.action().run(HttpAttack.Target.of(server.address())))
                .as(attack.id())
                .isEmpty();
    }
}
