package dev.codeagent.modelgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GatewaySettingsReaderTest {

    @Test
    void appliesDefaultsToAModel() {
        ModelSettings model = read("""
                {"models": {"coder": {
                   "image": "codeagent/llama:latest", "file": "coder.gguf", "gpu": "all", "idle": "1m",
                   "command": ["llama-server", "--model", "{model}", "--port", "{port}"]}}}
                """).models().getFirst();

        assertThat(model.commandLine())
                .containsExactly("llama-server", "--model", "/models/coder.gguf", "--port", "8080");
        assertThat(model.limits()).isEqualTo(new ModelSettings.Limits(0, 0, ModelSettings.ALL_GPUS));
        assertThat(model.healthPath()).isEqualTo("/health");
        assertThat(model.startTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(model.idleTimeout()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void readsLimitsWithUnits() {
        ModelSettings model =
                read("{\"models\": {\"a\": {\"image\": \"i\", \"memory\": \"6g\", \"cpus\": 1.5, \"gpu\": 2}}}")
                        .models()
                        .getFirst();

        assertThat(model.limits()).isEqualTo(new ModelSettings.Limits(6L << 30, 1.5, 2));
    }

    @Test
    void reportsTheFileAndKeyOfAnInvalidValue() {
        assertRejected("[1]", "llm.json: the file is not a JSON object");
        assertRejected(
                "{\"modells\": {}}", "llm.json: 'modells' is unknown; known keys are [models, name, subnet, volume]");
        assertRejected("{\"models\": {\"a\": {}}}", "llm.json: 'models.a.image' is missing");
        assertRejected("{\"models\": {\"a b\": {\"image\": \"i\"}}}", "'a b' is not a valid name");
        assertRejected("{\"models\": {\"a\": {\"image\": \"i\", \"imgae\": 1}}}", "'models.a.imgae' is unknown");
        assertRejected(
                "{\"models\": {\"a\": {\"image\": \"i\", \"file\": \"../x\"}}}",
                "must be a relative path inside the volume");
        assertRejected(
                "{\"models\": {\"a\": {\"image\": \"i\", \"memory\": \"lots\"}}}",
                "models.a.memory: 'lots' is not a size");
        assertRejected(
                "{\"models\": {\"a\": {\"image\": \"i\", \"idle\": \"soon\"}}}",
                "models.a.idle: 'soon' is not a duration");
        assertRejected("{\"models\": {\"a\": {\"image\": \"i\", \"gpu\": \"some\"}}}", "must be a number from 0 to 64");
        assertRejected("{\"models\": {\"a\": {\"image\": \"i\", \"command\": \"x\"}}}", "must be a list of strings");
    }

    @Test
    void reportsAMissingFile() {
        assertThatThrownBy(() -> GatewaySettingsReader.read(Path.of("/nowhere/llm.json")))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("/nowhere/llm.json cannot be read (NoSuchFileException)");
    }

    private static void assertRejected(String text, String message) {
        assertThatThrownBy(() -> read(text)).as(text).hasMessageContaining(message);
    }

    private static GatewaySettings read(String text) {
        return new GatewaySettingsReader("llm.json").read(text);
    }
}
