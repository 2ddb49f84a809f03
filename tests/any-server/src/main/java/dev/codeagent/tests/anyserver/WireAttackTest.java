package dev.codeagent.tests.anyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.wirefuzz.FrameAttack;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Floods of frames and connections that never end; {@code bench/run wire-fuzz} also changes frames at random. */
@Tag("any-server")
@Tag("listener")
class WireAttackTest {
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.configured();
    }

    static List<FrameAttack> attacks() {
        return FrameAttack.all();
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void hurtsNobody(FrameAttack attack) throws Exception {
        assertThat(attack.action().run(server.address())).as(attack.id()).isEmpty();
    }
}
