package dev.codeagent.sandbox.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DevContainerTest {
    private static Wish read(String text) {
        return DevContainer.read(".devcontainer/devcontainer.json", text);
    }

    @Test
    void readsCommentsAndCommasAtTheEnd() {
        Wish wish = read("""
                // what we work in
                {
                  "image": "debian:trixie", /* not "alpine" */
                  "containerEnv": {"A": "http://x//y", "B": "1,]",},
                }
                """);

        assertThat(wish.image()).contains("debian:trixie");
        assertThat(wish.environment()).isEqualTo(Map.of("A", "http://x//y", "B", "1,]"));
    }

    @Test
    void findsDockerfileAndContextFromItsOwnFolder() {
        Wish wish = read("""
                {"build": {"dockerfile": "Dockerfile", "context": "..", "target": "dev", "args": {"V": "3"}}}
                """);

        assertThat(wish.recipe()).contains(new Recipe(".devcontainer/Dockerfile", "", "dev", Map.of("V", "3")));
        assertThat(wish.image()).isEmpty();
    }

    @Test
    void readsTheOldNameOfADockerfile() {
        Wish wish =
                DevContainer.read(".devcontainer.json", "{\"dockerFile\": \"work/Dockerfile\", \"context\": \"work\"}");

        assertThat(wish.recipe()).contains(new Recipe("work/Dockerfile", "work", "", Map.of()));
    }

    @Test
    void refusesAPathOutOfTheRepository() {
        assertThatThrownBy(() -> read("{\"build\": {\"dockerfile\": \"../../etc/passwd\"}}"))
                .hasMessageContaining("outside of the repository");
    }

    @Test
    void namesWhatWouldLoosenTheWallsAndWhy() {
        Wish wish = read("""
                {"image": "x", "features": {}, "mounts": [], "runArgs": ["--privileged"], "initializeCommand": "rm -r /"}
                """);

        assertThat(wish.commands()).isEmpty();
        assertThat(wish.ignored())
                .hasSize(4)
                .anyMatch(reason -> reason.startsWith("runArgs (would loosen"))
                .anyMatch(reason -> reason.startsWith("initializeCommand (it would run on the server's machine"));
    }

    @Test
    void takesNoVariableOfAHost() {
        Wish wish = read("""
                {"image": "x", "remoteEnv": {"TOKEN": "${localEnv:TOKEN}", "W": "${containerWorkspaceFolder}/a"}}
                """);

        assertThat(wish.environment()).isEqualTo(Map.of("W", "/workspace/a"));
        assertThat(wish.ignored()).singleElement().asString().startsWith("remoteEnv.TOKEN");
    }

    @Test
    void givesCommandsInTheirOrderAndWordsQuoted() {
        Wish wish = read("""
                {"postCreateCommand": {"a": ["echo", "it's"], "b": "make deps"}, "onCreateCommand": "first"}
                """);

        assertThat(wish.commands()).containsExactly("first", "'echo' 'it'\\''s'", "make deps");
    }

    @Test
    void saysWhereTheJsonIsWrong() {
        assertThatThrownBy(() -> read("{\n  \"image\" \"x\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no JSON object")
                .hasMessageContaining("line no=2");
    }

    @Test
    void refusesVariablesThatNoProgramCanHave() {
        assertThatThrownBy(() -> read("{\"containerEnv\": {\"A=B\": \"c\"}}")).hasMessageContaining("'A=B'");
    }
}
