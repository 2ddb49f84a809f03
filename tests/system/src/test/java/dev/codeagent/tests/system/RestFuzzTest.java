package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.codeagent.bench.fuzz.Schemathesis;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.tests.anyserver.PayaraMicroServer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small and fixed set of requests that are generated from the document; {@code bench/run fuzz} sends more. They change
 * budgets, providers and files, so they get a server of their own.
 */
class RestFuzzTest {
    private static final int EXAMPLES = 1;
    private static final int SEED = 7;

    @TempDir
    Path folder;

    @Test
    void eachAnswerIsAsTheDocumentSays() throws Exception {
        Optional<Schemathesis> program = Schemathesis.onPath();
        assumeTrue(program.isPresent(), Schemathesis.PACKAGE + " is not installed; .ci/run does it");
        PayaraMicroServer server = PayaraMicroServer.start(folder);
        try {
            server.address()
                    .restClient()
                    .registerProject(
                            GitRepository.create(folder.resolve("repository")).path());

            Schemathesis.Report report =
                    program.get().run(server.address(), EXAMPLES, SEED, folder.resolve("schemathesis.log"));

            assertThat(report.exit()).as(String.join("\n", report.lines())).isZero();
            assertThat(report.lines()).anyMatch(line -> line.strip().matches("\\d{3,} generated.*"));
        } finally {
            server.release();
        }
    }
}
