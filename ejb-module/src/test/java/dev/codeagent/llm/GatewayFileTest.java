package dev.codeagent.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GatewayFileTest {

    @Test
    void describesAModelWithDefaults() {
        ModelEntry model = read("""
                {"models": {"coder": {
                   "image": "codeagent/llama:latest", "file": "coder.gguf", "gpu": "all", "idle": "1m",
                   "command": ["llama-server", "--model", "{model}", "--port", "{port}"]}}}
                """).models().getFirst();

        assertThat(model.words()).containsExactly("llama-server", "--model", "/models/coder.gguf", "--port", "8080");
        assertThat(model.limits()).isEqualTo(new ModelEntry.Limits(0, 0, ModelEntry.ALL_GPUS));
        assertThat(model.health()).isEqualTo("/health");
        assertThat(model.start()).isEqualTo(Duration.ofMinutes(5));
        assertThat(model.idle()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void takesLimitsAsPeopleWriteThem() {
        ModelEntry model =
                read("{\"models\": {\"a\": {\"image\": \"i\", \"memory\": \"6g\", \"cpus\": 1.5, \"gpu\": 2}}}")
                        .models()
                        .getFirst();

        assertThat(model.limits()).isEqualTo(new ModelEntry.Limits(6L << 30, 1.5, 2));
    }

    @Test
    void namesTheFileAndTheKeyOfWhatIsWrong() {
        refuses("[1]", "llm.json: the file is not a JSON object");
        refuses("{\"modells\": {}}", "llm.json: 'modells' is unknown; known are [models, name, subnet, volume]");
        refuses("{\"models\": {\"a\": {}}}", "llm.json: 'models.a.image' is missing");
        refuses("{\"models\": {\"a b\": {\"image\": \"i\"}}}", "'a b' must be letters");
        refuses("{\"models\": {\"a\": {\"image\": \"i\", \"imgae\": 1}}}", "'models.a.imgae' is unknown");
        refuses("{\"models\": {\"a\": {\"image\": \"i\", \"file\": \"../x\"}}}", "must be a path inside of the volume");
        refuses(
                "{\"models\": {\"a\": {\"image\": \"i\", \"memory\": \"lots\"}}}",
                "models.a.memory: 'lots' is no size");
        refuses(
                "{\"models\": {\"a\": {\"image\": \"i\", \"idle\": \"soon\"}}}",
                "models.a.idle: 'soon' is not a duration");
        refuses("{\"models\": {\"a\": {\"image\": \"i\", \"gpu\": \"some\"}}}", "must be a number from 0 to 64");
        refuses("{\"models\": {\"a\": {\"image\": \"i\", \"command\": \"x\"}}}", "must be a list of words");
    }

    @Test
    void saysWhereTheModelsBelongWhereThereIsNoFile() {
        assertThatThrownBy(() -> GatewayFile.read(Path.of("/nowhere/llm.json")))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("/nowhere/llm.json cannot be read (NoSuchFileException)");
    }

    private static void refuses(String text, String message) {
        assertThatThrownBy(() -> read(text)).as(text).hasMessageContaining(message);
    }

    private static GatewaySettings read(String text) {
        return new GatewayFile("llm.json").read(text);
    }
}
