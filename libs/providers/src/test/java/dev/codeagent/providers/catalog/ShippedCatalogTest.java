package dev.codeagent.providers.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.catalog.CatalogModel;
import dev.codeagent.api.catalog.ModelCapability;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.providers.AgentDefaults;
import dev.codeagent.providers.ProviderPresets;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The catalogue that ships: complete rows, the roles of the architecture document, and no model's name in Java code. */
class ShippedCatalogTest {
    private static final String DOCUMENT = "shared/spec/architecture-document.md";
    private static final Pattern ENTRY = Pattern.compile("- (Default|Fallback): (.+)");

    private final ModelCatalog catalog = ModelCatalogFiles.shipped();

    @Test
    void everyRowSaysWhereItsValuesComeFrom() {
        assertThat(catalog.models()).hasSizeBetween(30, 60).allSatisfy(model -> {
            assertThat(model.source()).as(model.id()).startsWith("https://");
            assertThat(model.contextWindow()).as(model.id()).isPositive();
            assertThat(model.name()).isNotBlank();
            assertThat(model.capabilities()).as(model.id()).isNotEmpty();
            if (!model.checked().isEmpty()) {
                LocalDate.parse(model.checked());
            }
        });
        assertThat(catalog.models().stream().filter(m -> !m.prices().isEmpty()))
                .hasSizeGreaterThan(40)
                .allSatisfy(m -> assertThat(m.checked()).as(m.id()).isNotEmpty());
    }

    @Test
    void everyRowBelongsToAKnownProvider() {
        ProviderPresets presets = ProviderPresets.load();

        assertThat(catalog.models().stream().map(CatalogModel::provider).distinct())
                .allSatisfy(name -> assertThat(presets.findKnown(name)).as(name).isPresent());
    }

    @Test
    void aRoleNamesAModelThatUsesTools() {
        assertThat(catalog.roles()).hasSize(12).allSatisfy(role -> {
            ModelRef model = catalog.model(role);
            assertThat(catalog.find(model.provider().value(), model.model()))
                    .get()
                    .satisfies(match ->
                            assertThat(match.model().can(ModelCapability.TOOLS)).isTrue());
        });
    }

    @Test
    void everyAgentHasADefaultAndTwoFallbacks() {
        List<AgentConfiguration> agents = AgentDefaults.agents(50, catalog);

        assertThat(agents)
                .hasSize(5)
                .allSatisfy(agent -> assertThat(agent.models()).hasSize(3).doesNotHaveDuplicates());
    }

    @Test
    void theTableOfAgentsIsThatOfTheDocument() throws IOException {
        Path document = repository().resolveSibling(DOCUMENT);
        assumeTrue(Files.exists(document), "skipped: no " + document);

        assertThat(documentTable(Files.readAllLines(document))).hasSize(15).isEqualTo(ownTable());
    }

    @Test
    void aChangedCellIsFound() {
        List<String> changed = documentTable(List.of("1. **Planning Agent** - x", "   - Default: Claude 2 (old)"));

        assertThat(changed).containsExactly("planning: Claude 2");
        assertThat(ownTable()).doesNotContainSubsequence(changed);
    }

    @Test
    void noJavaCodeNamesAModel() throws IOException {
        assertThat(filesThatNameModels(repository())).isEmpty();
        assertThat(namesModel("call(\"" + catalog.models().getFirst().id() + "\")"))
                .isTrue();
    }

    private static List<String> documentTable(List<String> lines) {
        var cells = new ArrayList<String>();
        String agent = "";
        for (String line : lines) {
            Matcher heading =
                    Pattern.compile("\\d\\. \\*\\*(\\w+) Agent\\*\\*.*").matcher(line.strip());
            Matcher entry = ENTRY.matcher(line.strip());
            if (heading.matches()) {
                agent = heading.group(1).toLowerCase(java.util.Locale.ROOT);
            } else if (entry.matches() && !agent.isEmpty()) {
                for (String model : entry.group(2).replaceFirst("\\(.*\\)", "").split(",")) {
                    cells.add(agent + ": " + model.strip());
                }
            }
        }
        return cells;
    }

    private static List<String> ownTable() {
        try (var in = AgentDefaults.class.getResourceAsStream("/providers/agents.json");
                var reader = Json.createReader(in)) {
            return reader.readObject().getJsonArray("agents").getValuesAs(JsonObject.class).stream()
                    .flatMap(agent -> agent.getJsonArray("document").getValuesAs(JsonString.class).stream()
                            .map(name -> agent.getString("agent") + ": " + name.getString()))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<Path> filesThatNameModels(Path repository) throws IOException {
        try (Stream<Path> files = Files.walk(repository)) {
            return files.filter(file -> file.toString().endsWith(".java")
                            && file.toString().contains("/src/main/java/")
                            && !repository.relativize(file).startsWith("bench")
                            && !repository.relativize(file).startsWith("tests"))
                    .filter(file -> namesModel(read(file)))
                    .toList();
        }
    }

    /** Whether the text contains the id of a model of the catalogue as a whole word. */
    private boolean namesModel(String text) {
        return catalog.models().stream()
                .map(CatalogModel::id)
                .filter(id -> text.contains(id))
                .anyMatch(id -> Pattern.compile("(?<![\\w.-])" + Pattern.quote(id) + "(?![\\w-])")
                        .matcher(text)
                        .find());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Path repository() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("CONTRIBUTING.md"))) {
            directory = directory.getParent();
        }
        return directory;
    }
}
