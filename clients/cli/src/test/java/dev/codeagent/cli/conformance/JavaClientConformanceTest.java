package dev.codeagent.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.client.CodeAgentClient;
import dev.codeagent.client.api.NewRun;
import dev.codeagent.client.http.AccessToken;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java client follows the gateway protocol, as the conformance kit checks it of every client. */
class JavaClientConformanceTest {
    private static final AccessToken TOKEN = new AccessToken("t".repeat(43));

    static List<ConformanceCase<ClientUnderTest>> cases() {
        return ConformanceKit.clientCases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void conforms(ConformanceCase<ClientUnderTest> check) {
        assertThat(check.execute(address -> CodeAgentClient.connect(address, TOKEN)
                        .follow(NewRun.of("/code", "change it").inDirectory("/project"), event -> {})
                        .finished()
                        .isPresent()))
                .as(check.name())
                .isEmpty();
    }
}
