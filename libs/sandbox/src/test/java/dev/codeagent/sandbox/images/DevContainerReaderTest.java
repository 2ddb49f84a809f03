package dev.codeagent.sandbox.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DevContainerReaderTest {
    private static ImageRequest read(String text) {
        return DevContainerReader.read(".devcontainer/devcontainer.json", text);
    }

    @Test
    void acceptsCommentsAndTrailingCommas() {
        ImageRequest imageRequest = read("""
                // what we work in
                {
                  "image": "debian:trixie", /* not "alpine" */
                  "containerEnv": {"A": "http://x//y", "B": "1,]",},
                }
                """);

        assertThat(imageRequest.image()).contains("debian:trixie");
        assertThat(imageRequest.environment()).isEqualTo(Map.of("A", "http://x//y", "B", "1,]"));
    }

    @Test
    void resolvesDockerfileAndContextRelativeToItsOwnDirectory() {
        ImageRequest imageRequest = read("""
                {"build": {"dockerfile": "Dockerfile", "context": "..", "target": "dev", "args": {"V": "3"}}}
                """);

        assertThat(imageRequest.buildSpec())
                .contains(new ImageBuildSpec(".devcontainer/Dockerfile", "", "dev", Map.of("V", "3")));
        assertThat(imageRequest.image()).isEmpty();
    }

    @Test
    void readsTheLegacyDockerFileKey() {
        ImageRequest imageRequest = DevContainerReader.read(
                ".devcontainer.json", "{\"dockerFile\": \"work/Dockerfile\", \"context\": \"work\"}");

        assertThat(imageRequest.buildSpec()).contains(new ImageBuildSpec("work/Dockerfile", "work", "", Map.of()));
    }

    @Test
    void rejectsAPathOutsideTheRepository() {
        assertThatThrownBy(() -> read("{\"build\": {\"dockerfile\": \"../../etc/passwd\"}}"))
                .hasMessageContaining("outside of the repository");
    }

    @Test
    void reportsIgnoredKeysWithTheReason() {
        ImageRequest imageRequest = read("""
                {"image": "x", "features": {}, "mounts": [], "runArgs": ["--privileged"], "initializeCommand": "rm -r /"}
                """);

        assertThat(imageRequest.commands()).isEmpty();
        assertThat(imageRequest.ignoredKeys())
                .hasSize(4)
                .anyMatch(reason -> reason.startsWith("runArgs (would weaken"))
                .anyMatch(reason -> reason.startsWith("initializeCommand (it would run on the host of the server"));
    }

    @Test
    void ignoresVariablesOfTheHost() {
        ImageRequest imageRequest = read("""
                {"image": "x", "remoteEnv": {"TOKEN": "${localEnv:TOKEN}", "W": "${containerWorkspaceFolder}/a"}}
                """);

        assertThat(imageRequest.environment()).isEqualTo(Map.of("W", "/workspace/a"));
        assertThat(imageRequest.ignoredKeys()).singleElement().asString().startsWith("remoteEnv.TOKEN");
    }

    @Test
    void returnsCommandsInOrderWithQuotedArguments() {
        ImageRequest imageRequest = read("""
                {"postCreateCommand": {"a": ["echo", "it's"], "b": "make deps"}, "onCreateCommand": "first"}
                """);

        assertThat(imageRequest.commands()).containsExactly("first", "'echo' 'it'\\''s'", "make deps");
    }

    @Test
    void reportsThePositionOfASyntaxError() {
        assertThatThrownBy(() -> read("{\n  \"image\" \"x\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a JSON object")
                .hasMessageContaining("line no=2");
    }

    @Test
    void rejectsInvalidVariableNames() {
        assertThatThrownBy(() -> read("{\"containerEnv\": {\"A=B\": \"c\"}}")).hasMessageContaining("'A=B'");
    }
}
