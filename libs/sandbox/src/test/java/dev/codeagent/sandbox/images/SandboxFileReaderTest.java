package dev.codeagent.sandbox.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SandboxFileReaderTest {

    @Test
    void readsEveryKey() {
        ImageRequest imageRequest = SandboxFileReader.read("""
                {"dockerfile": "ci/Dockerfile", "context": ".", "target": "t", "args": {"A": "1"},
                 "environment": {"B": "2"}, "setup": ["make deps"]}
                """);

        assertThat(imageRequest.buildSpec()).contains(new ImageBuildSpec("ci/Dockerfile", "", "t", Map.of("A", "1")));
        assertThat(imageRequest.environment()).isEqualTo(Map.of("B", "2"));
        assertThat(imageRequest.commands()).containsExactly("make deps");
    }

    @Test
    void usesTheDirectoryOfTheDockerfileAsDefaultContext() {
        assertThat(SandboxFileReader.read("{\"dockerfile\": \"ci/Dockerfile\"}").buildSpec())
                .contains(new ImageBuildSpec("ci/Dockerfile", "ci", "", Map.of()));
    }

    @Test
    void rejectsAnUnknownKey() {
        assertThatThrownBy(() -> SandboxFileReader.read("{\"imgae\": \"x\"}"))
                .hasMessageContaining("unknown key 'imgae'")
                .hasMessageContaining("image");
    }

    @Test
    void rejectsImageTogetherWithDockerfile() {
        assertThatThrownBy(() -> SandboxFileReader.read("{\"image\": \"x\", \"dockerfile\": \"y\"}"))
                .hasMessageContaining("use one of them");
    }

    @Test
    void rejectsValuesOfTheWrongType() {
        assertThatThrownBy(() -> SandboxFileReader.read("{\"image\": 3}"))
                .hasMessageContaining("'image' that is not a string");
        assertThatThrownBy(() -> SandboxFileReader.read("{\"setup\": \"make\"}"))
                .hasMessageContaining("'setup'");
        assertThatThrownBy(() -> SandboxFileReader.read("{\"dockerfile\": \"D\", \"args\": {\"A\": 1}}"))
                .hasMessageContaining("'A' that is not a string");
    }
}
