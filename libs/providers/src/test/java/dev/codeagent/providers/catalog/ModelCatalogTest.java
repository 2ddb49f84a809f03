package dev.codeagent.providers.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.catalog.CatalogModel;
import dev.codeagent.api.catalog.ModelCapability;
import dev.codeagent.api.catalog.ModelPrices;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCatalogTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 29);
    private static final String OWN_FORM = """
            {"models": [
              {"provider": "acme", "id": "acme-9", "name": "Acme 9", "contextWindow": 1000, "maxOutput": 100,
               "prices": [{"input": "1", "output": "2"}, {"aboveInputTokens": 500, "input": "3", "output": "4"}],
               "capabilities": ["tools"], "source": "https://acme.test", "checked": "2026-11-29"}]}""";
    private static final String MODELS_DEV = """
            {"acme-ai": {"id": "acme-ai", "name": "Acme", "models": {
               "acme-9": {"name": "Acme 9", "tool_call": true, "reasoning": true, "temperature": false,
                 "modalities": {"input": ["text", "image"], "output": ["text"]},
                 "cost": {"input": 1.5, "output": 10, "cache_read": 0.15, "cache_write": 1.875,
                          "context_over_200k": {"input": 3, "output": 15}},
                 "limit": {"context": 400000, "output": 128000}},
               "acme-draw": {"name": "Acme Draw", "modalities": {"input": ["text"], "output": ["image"]},
                 "limit": {"context": 1, "output": 1}}}},
             "unknown-vendor": {"models": {"x": {"name": "x", "limit": {"context": 1, "output": 1}}}}}""";

    @TempDir
    Path data;

    @ParameterizedTest
    @CsvSource({
        "anthropic, claude-opus-5-5, claude-opus-5-5, true",
        "anthropic, anthropic/claude-opus-5-5, claude-opus-5-5, true",
        "anthropic, claude-opus-5-5-20260922, claude-opus-5-5, true",
        "anthropic, claude-opus-5-5@20260922, claude-opus-5-5, true",
        "anthropic, us.anthropic.claude-opus-5-5-20260922-v1:0, claude-opus-5-5, true",
        "openrouter, anthropic/claude-opus-5.5, claude-opus-5-5, false",
        "openrouter, anthropic/claude-opus-5.5:batch, claude-opus-5-5, false",
        "openai, gpt-6.2-sol-2026-11-02, gpt-6.2-sol, true",
        "azure, gpt-6.2-sol, gpt-6.2-sol, false",
        "google, models/gemini-3.8-flash, gemini-3.8-flash, true",
        "ollama, qwen3-coder:30b, qwen3-coder, true",
        "ollama, QWEN3-Coder:latest, qwen3-coder, true",
        "lmstudio, qwen/qwen3-coder, qwen3-coder, false",
        "mistral, mistral-small, mistral-small-latest, true"
    })
    void findsTheSpellingsOfAModel(String provider, String id, String expected, boolean sameProvider) {
        Optional<ModelCatalog.Match> match = ModelCatalogFiles.shipped().find(provider, id);

        assertThat(match).get().satisfies(m -> {
            assertThat(m.model().id()).isEqualTo(expected);
            assertThat(m.sameProvider()).isEqualTo(sameProvider);
        });
    }

    @ParameterizedTest
    @CsvSource({"openai, gpt-6.2", "openai, gpt", "anthropic, claude", "ollama, my-own-model:7b", "x, ''"})
    void doesNotGuess(String provider, String id) {
        assertThat(ModelCatalogFiles.shipped().find(provider, id)).isEmpty();
    }

    @Test
    void pricesDependOnTheSizeOfTheInput() {
        files(Optional.empty()).refresh("test", OWN_FORM, TODAY);

        CatalogModel model = model(files(Optional.empty()).current());

        assertThat(model.pricesFor(500).map(ModelPrices::input)).contains("1");
        assertThat(model.pricesFor(501).map(ModelPrices::input)).contains("3");
    }

    @Test
    void importsModelsDev() {
        ModelCatalogFiles files = files(Optional.empty());

        ModelCatalogFiles.Refresh refresh = files.refresh("https://models.test/api.json", MODELS_DEV, TODAY);

        assertThat(refresh).isEqualTo(new ModelCatalogFiles.Refresh(1, 1));
        assertThat(files(Optional.empty()).current().models("acme"))
                .singleElement()
                .satisfies(model -> {
                    assertThat(model.capabilities())
                            .containsExactly(ModelCapability.TOOLS, ModelCapability.IMAGES, ModelCapability.THINKING);
                    assertThat(model.contextWindow()).isEqualTo(400_000);
                    assertThat(model.parameters().temperature()).isFalse();
                    assertThat(model.checked()).isEqualTo("2026-11-29");
                    assertThat(model.prices())
                            .containsExactly(
                                    new ModelPrices(0, "1.5", "10", "0.15", "1.875", ""),
                                    new ModelPrices(200_000, "3", "15", "0.15", "1.875", ""));
                });
        assertThat(files.current().models("anthropic")).isNotEmpty();
    }

    @Test
    void theOperatorHasTheLastWord() throws IOException {
        Path own = Files.writeString(data.resolve("own.json"), """
                {"roles": {"grok": "acme/acme-9"},
                 "parameters": {"acme": {"maxTokens": "max_completion_tokens"}},
                 "models": [{"provider": "acme", "id": "acme-9", "prices": [{"input": "0.5", "output": "1"}]}]}""");
        files(Optional.empty()).refresh("test", OWN_FORM, TODAY);

        ModelCatalogFiles files = files(Optional.of(own));
        files.refresh("https://models.test/api.json", MODELS_DEV, TODAY);

        CatalogModel model = model(files.current());
        assertThat(model.pricesFor(1).map(ModelPrices::input)).contains("0.5");
        assertThat(model.name()).isEqualTo("Acme 9");
        assertThat(model.parameters().maxTokens()).isEqualTo("max_completion_tokens");
        assertThat(files.current().model("grok")).hasToString("acme/acme-9");
        assertThat(files.current().parameters("acme", "acme-10").maxTokens()).isEqualTo("max_completion_tokens");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not json | the file is not a JSON object",
                "[] | the file is",
                "{} | contains no model of a known provider",
                "{\"models\": {}} | 'models' must be an array",
                "{\"models\": [1]} | models[0]: must be an object",
                "{\"models\": [{\"id\": \"x\"}]} | models[0]: 'provider' is missing",
                "{\"models\": [{\"provider\": \"a\", \"id\": \"x\", \"context\": 5}]} | field 'context' is not known",
                "{\"models\": [{\"provider\": \"a\", \"id\": \"x\", \"contextWindow\": \"5\"}]} | (a/x): field 'contextWindow'",
                "{\"models\": [{\"provider\": \"a\", \"id\": \"x\", \"contextWindow\": -1}]} | cannot be negative",
                "{\"models\": [{\"provider\": \"a\", \"id\": \"x\", \"capabilities\": [\"fly\"]}]} | capability \"fly\"",
                "{\"models\": [{\"provider\": \"a\", \"id\": \"x\", \"prices\": [{\"input\": \"-1\", \"output\": \"1\"}]}]} | '-1' is not a price",
                "{\"models\": [{\"provider\": \"a\", \"id\": \"x\", \"prices\": [{\"in\": \"1\"}]}]} | field 'in' is not known",
                "{\"models\": [{\"provider\": \"a\", \"id\": \"x\", \"prices\": [{\"aboveInputTokens\": 5, \"input\": \"1\", \"output\": \"1\"}, {\"input\": \"1\", \"output\": \"1\"}]}]} | in the order",
                "{\"models\": [{\"provider\": \"a\", \"id\": \"x\", \"parameters\": {\"maxTokens\": \"limit\"}}]} | 'maxTokens' is one of",
                "{\"roles\": {\"grok\": \"nobody/x\"}, \"models\": [{\"provider\": \"a\", \"id\": \"x\"}]} | has no model 'nobody/x'",
                "{\"roles\": {\"grok\": 5}, \"models\": []} | role 'grok' must name PROVIDER/MODEL",
                "{\"version\": 2, \"models\": []} | version 2 is not known"
            })
    void aWrongFileIsRefusedAndNothingIsLost(String text, String problem) throws IOException {
        ModelCatalogFiles files = files(Optional.empty());
        files.refresh("test", OWN_FORM, TODAY);
        String before = Files.readString(data.resolve(ModelCatalogFiles.REFRESHED));

        assertThatThrownBy(() -> files.refresh("new file", text, TODAY))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining(problem);

        assertThat(data.resolve(ModelCatalogFiles.REFRESHED)).hasContent(before);
        assertThat(model(files.current()).name()).isEqualTo("Acme 9");
        assertThat(model(files(Optional.empty()).current()).name()).isEqualTo("Acme 9");
        try (var names = Files.list(data)) {
            assertThat(names).hasSize(1);
        }
    }

    @Test
    void aMissingOrWrongFileOfTheOperatorPreventsTheStart() throws IOException {
        Path missing = data.resolve("missing.json");
        Path wrong = Files.writeString(data.resolve("wrong.json"), "{\"modells\": []}");

        assertThatThrownBy(() -> files(Optional.of(missing)))
                .hasMessageContaining("providers.catalog", "missing.json")
                .extracting(e -> ((AgentException) e).code())
                .isEqualTo(ErrorCode.CONFIGURATION);
        assertThatThrownBy(() -> files(Optional.of(wrong))).hasMessageContaining("field 'modells' is not known");
    }

    @Test
    void suggestsTheNearestNames() {
        ModelCatalog catalog = ModelCatalogFiles.shipped();

        assertThat(catalog.nearest("anthropic", "claude-opus-5.6", List.of())).contains("claude-opus-5-5");
        assertThat(catalog.nearest("x", "lama3.2", List.of("llama3.2:1b", "qwen3:4b")))
                .containsExactly("llama3.2:1b");
        assertThat(catalog.nearest("x", "zzzzzzzzzzzz", List.of("llama3.2:1b"))).isEmpty();
    }

    @Test
    void searchesNamesAndCapabilities() {
        assertThat(ModelCatalogFiles.shipped().search("mistral fim"))
                .extracting(CatalogModel::id)
                .containsExactly("codestral-latest");
    }

    private ModelCatalogFiles files(Optional<Path> operatorFile) {
        return new ModelCatalogFiles(data, operatorFile, Map.of("acme-ai", "acme", "gone", "gone"));
    }

    private static CatalogModel model(ModelCatalog catalog) {
        return catalog.find("acme", "acme-9").orElseThrow().model();
    }
}
