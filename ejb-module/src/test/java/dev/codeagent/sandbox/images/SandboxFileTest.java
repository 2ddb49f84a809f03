package dev.codeagent.sandbox.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SandboxFileTest {

    @Test
    void readsEveryKey() {
        Wish wish = SandboxFile.read("""
                {"dockerfile": "ci/Dockerfile", "context": ".", "target": "t", "args": {"A": "1"},
                 "environment": {"B": "2"}, "setup": ["make deps"]}
                """);

        assertThat(wish.recipe()).contains(new Recipe("ci/Dockerfile", "", "t", Map.of("A", "1")));
        assertThat(wish.environment()).isEqualTo(Map.of("B", "2"));
        assertThat(wish.commands()).containsExactly("make deps");
    }

    @Test
    void takesTheDockerfilesFolderWhereNoContextIsNamed() {
        assertThat(SandboxFile.read("{\"dockerfile\": \"ci/Dockerfile\"}").recipe())
                .contains(new Recipe("ci/Dockerfile", "ci", "", Map.of()));
    }

    @Test
    void refusesAKeyThatIsUnknown() {
        assertThatThrownBy(() -> SandboxFile.read("{\"imgae\": \"x\"}"))
                .hasMessageContaining("unknown key 'imgae'")
                .hasMessageContaining("image");
    }

    @Test
    void refusesTwoWaysToAnImage() {
        assertThatThrownBy(() -> SandboxFile.read("{\"image\": \"x\", \"dockerfile\": \"y\"}"))
                .hasMessageContaining("name one of them");
    }

    @Test
    void refusesValuesOfAnotherKind() {
        assertThatThrownBy(() -> SandboxFile.read("{\"image\": 3}")).hasMessageContaining("'image' that is no text");
        assertThatThrownBy(() -> SandboxFile.read("{\"setup\": \"make\"}")).hasMessageContaining("'setup'");
        assertThatThrownBy(() -> SandboxFile.read("{\"dockerfile\": \"D\", \"args\": {\"A\": 1}}"))
                .hasMessageContaining("'A' that is no text");
    }
}
