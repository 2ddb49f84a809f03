package dev.codeagent.fakemodel.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples and the faults of docs/fake-model.md. */
class DocumentedScriptsTest {
    private static final Pattern JSON_BLOCK = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

    private static String document() throws IOException {
        return Files.readString(Path.of("../docs/fake-model.md"));
    }

    static Stream<String> examples() throws IOException {
        return JSON_BLOCK.matcher(document()).results().map(m -> m.group(1)).filter(e -> !e.contains("\"type\":"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void examplesAreValid(String example) {
        assertThat(example).doesNotContain("…");
        if (example.contains("\"scenarios\"")) {
            assertThat(ScriptReader.parse(example).scenarios()).isNotEmpty();
        } else {
            int results = example.split("\"matches\"|\"contains\": \"", -1).length - 1;
            String calls = String.join(",", java.util.Collections.nCopies(results, "{\"name\": \"a\"}"));
            String first = results == 0 ? "" : "{\"text\": \"x\", \"toolCalls\": [" + calls + "]},";
            String script = "{\"scenarios\": {\"*\": {\"agents\": {\"*\": [" + first + example + "]}}}}";
            assertThat(ScriptReader.parse(script).scenarios()).isNotEmpty();
        }
    }

    @Test
    void thereAreExamples() throws IOException {
        assertThat(examples().toList()).hasSizeGreaterThan(7);
    }

    @ParameterizedTest
    @EnumSource
    void everyFaultIsDocumented(Fault.Kind kind) throws IOException {
        List<String> rows = document().lines().filter(l -> l.startsWith("| `")).toList();

        assertThat(rows).anyMatch(r -> r.split("\\|")[1].contains("`" + kind.scriptName() + "`"));
    }
}
