package dev.codeagent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.wire.EnvelopeCodec;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page, its document and the Grafana dashboard have the same names. */
class MetricNamesTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Pattern OWN = Pattern.compile("\\b(?:codeagent|gen_ai|http_server|jvm|process)_[a-z_]+\\b");
    private static final Pattern LABEL =
            Pattern.compile("\\{[^}]*}|\\b(?:by|without) ?\\([^)]*\\)|label_values\\([^)]*\\)");

    private final MeasuredServer server = new MeasuredServer(true);

    /** Names of metrics, as {@code # TYPE} says them. */
    private Set<String> exported() {
        server.measureEverything();
        return server.page()
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ")[2])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theDocumentHasEveryMetricAndNoOther() throws IOException {
        Set<String> documented = Pattern.compile("(?m)^\\| `([a-z_]+)`")
                .matcher(Files.readString(DOCS.resolve("metrics.md")))
                .results()
                .map(match -> match.group(1))
                .filter(name -> !name.startsWith("traces_"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented)
                .containsExactlyElementsOf(exported().stream()
                        .filter(name -> !name.startsWith("jvm_") && !name.startsWith("process_"))
                        .toList());
    }

    @Test
    void theGrafanaDashboardUsesOnlySamplesThatAreExported() throws IOException {
        server.measureEverything();
        Set<String> samples = server.samples().keySet().stream()
                .map(name -> name.replaceFirst("\\{.*", ""))
                .collect(Collectors.toSet());
        JsonObject dashboard = EnvelopeCodec.parse(Files.readString(DOCS.resolve("grafana/codeagent.json")));

        Set<String> used = expressions(dashboard)
                .flatMap(expression ->
                        OWN.matcher(LABEL.matcher(expression).replaceAll("")).results())
                .map(match -> match.group())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(used).hasSizeGreaterThan(20);
        assertThat(samples).containsAll(used);
    }

    @Test
    void theGrafanaDashboardFiltersByLabelsThatAreExported() throws IOException {
        server.measureEverything();
        Set<String> labels = Pattern.compile("[{,]([a-z_]+)=\"")
                .matcher(server.page())
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        labels.add("instance");
        JsonObject dashboard = EnvelopeCodec.parse(Files.readString(DOCS.resolve("grafana/codeagent.json")));

        Set<String> used = expressions(dashboard)
                .flatMap(expression -> Pattern.compile("[{,(] ?([a-z_]+)(?==~?\")|by \\(([a-z_, ]+)\\)")
                        .matcher(expression)
                        .results())
                .flatMap(match -> Stream.of((match.group(1) != null ? match.group(1) : match.group(2)).split(", ?")))
                .collect(Collectors.toSet());

        assertThat(used).contains("gen_ai_request_model", "le").isSubsetOf(labels);
    }

    private static Stream<String> expressions(JsonValue value) {
        return switch (value) {
            case JsonObject object ->
                object.entrySet().stream()
                        .flatMap(entry ->
                                (entry.getKey().equals("expr") || entry.getKey().equals("query"))
                                                && entry.getValue() instanceof JsonString text
                                        ? Stream.of(text.getString())
                                        : expressions(entry.getValue()));
            case JsonArray array -> array.stream().flatMap(MetricNamesTest::expressions);
            default -> Stream.of();
        };
    }
}
