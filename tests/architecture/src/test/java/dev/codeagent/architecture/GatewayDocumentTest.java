package dev.codeagent.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/gateway.md names every error code, event type and launcher of the code. */
class GatewayDocumentTest {
    private static final Path REPOSITORY = DocumentIndexTest.repository();
    private static final Pattern EVENT_TYPE = Pattern.compile("case RunEvent\\.\\w+ e -> \"([a-z.-]+)\"");
    private static final Pattern LAUNCHER_NAME = Pattern.compile("String name\\(\\) \\{\\s+return \"(\\w+)\"");

    private final List<String> lines =
            read(REPOSITORY.resolve("docs/gateway.md")).lines().toList();

    @Test
    void listsEveryErrorCodeInTheRowOfItsKind() {
        assertThat(ErrorCode.values()).allSatisfy(code -> {
            String kind = code.kind().name().toLowerCase(Locale.ROOT);
            assertThat(lines)
                    .anyMatch(line -> line.matches("\\| `" + kind + "` \\| `([A-Z_]+ )*" + code + "( [A-Z_]+)*` .*"));
        });
    }

    @Test
    void describesEveryEventType() {
        List<String> types = find(
                        EVENT_TYPE,
                        REPOSITORY.resolve("api-module/src/main/java/dev/codeagent/api/wire/EventCodec.java"))
                .toList();

        assertThat(types).hasSameSizeAs(RunEvent.class.getPermittedSubclasses());
        assertThat(types)
                .allSatisfy(
                        type -> assertThat(row("| `" + type + "` |")).as(type).isNotEmpty());
    }

    @Test
    void namesEveryLauncher() throws IOException {
        List<String> launchers;
        try (Stream<Path> sources = Files.walk(REPOSITORY.resolve("libs/sandbox/src/main/java"))) {
            launchers = sources.filter(Files::isRegularFile)
                    .filter(file -> read(file).contains("implements SandboxLauncher"))
                    .flatMap(file -> find(LAUNCHER_NAME, file))
                    .toList();
        }

        assertThat(launchers)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(row("| `sandbox.selected` |")).contains("`" + name + "`"));
    }

    private String row(String start) {
        return lines.stream().filter(line -> line.startsWith(start)).findFirst().orElse("");
    }

    private static Stream<String> find(Pattern pattern, Path file) {
        return pattern.matcher(read(file)).results().map(result -> result.group(1));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
