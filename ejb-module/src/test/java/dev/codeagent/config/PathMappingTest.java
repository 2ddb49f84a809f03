package dev.codeagent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathMappingTest {
    private static final PathMapping PATHS = PathMapping.parse(
            "/home/me/src:/workspace, ./data/:/opt/codeagent/data,C:\\Users\\Me:/me,:/nothing", "/home/me/codeagent");

    @ParameterizedTest
    @CsvSource({
        "/home/me/src,/workspace",
        "/home/me/src/,/workspace",
        "/home/me/src/app,/workspace/app",
        "/home/me/src//app/./web/,/workspace/app/web",
        "/home/me/src/old/../app,/workspace/app",
        "/home/me/codeagent/data/demo/x,/opt/codeagent/data/demo/x",
        "C:\\Users\\Me\\App,/me/App",
        "c:/users/me/App/Web,/me/App/Web",
        "/workspace/app,/workspace/app",
        "/opt/codeagent/data/demo,/opt/codeagent/data/demo",
    })
    void mapsAHostPathToTheMountedPath(String path, String local) {
        assertThat(PATHS.toLocalPath(path)).isEqualTo(Path.of(local));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/home/me/srcs",
                "/home/me/src2/app",
                "/home/me",
                "/home/me/src/../secret",
                "/workspace/../etc",
                "/workspaces",
                "/nothing/x",
                "C:\\Users\\Mean",
                "D:\\Users\\Me",
                "app",
                "/",
                "",
            })
    void namesTheMountsWhenAPathIsNotMounted(String path) {
        assertThatThrownBy(() -> PATHS.toLocalPath(path))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE))
                .hasMessageContaining("'" + path + "'")
                .hasMessageContaining("/home/me/src (as /workspace)")
                .hasMessageContaining("PROJECT_PATH");
    }

    @ParameterizedTest
    @CsvSource({
        "/workspace,/home/me/src",
        "/workspace/app,/home/me/src/app",
        "/opt/codeagent/data/demo/x,/home/me/codeagent/data/demo/x",
        "/me/App/Web,C:\\Users\\Me\\App\\Web",
    })
    void mapsAContainerPathBackToTheHostPath(String local, String host) {
        assertThat(PATHS.toHostPath(Path.of(local))).isEqualTo(host);
        assertThat(PATHS.toLocalPath(host)).isEqualTo(Path.of(local));
    }

    @Test
    void rejectsAContainerPathOutsideTheMounts() {
        assertThatThrownBy(() -> PATHS.toHostPath(Path.of("/etc/ssl")))
                .hasMessageContaining("'/etc/ssl' is not in a directory that is mounted");
    }

    @Test
    void prefersTheInnermostOfNestedMounts() {
        PathMapping nested = PathMapping.parse("/a:/data,/a/b:/workspace", "");

        assertThat(nested.toLocalPath("/a/b/c")).isEqualTo(Path.of("/workspace/c"));
        assertThat(nested.toLocalPath("/a/bc")).isEqualTo(Path.of("/data/bc"));
        assertThat(nested.toHostPath(Path.of("/workspace/c"))).isEqualTo("/a/b/c");
    }

    @Test
    void ignoresAMountWithoutAKnownHostPath() {
        assertThat(PathMapping.parse("./src:/workspace,:/x,", "").mounts()).isEmpty();
        assertThat(PathMapping.parse("", "/base")).isEqualTo(PathMapping.IDENTITY);
    }

    @Test
    void returnsPathsUnchangedWithoutMounts() {
        assertThat(PathMapping.IDENTITY.toLocalPath("/home/me/../you")).isEqualTo(Path.of("/home/me/../you"));
        assertThat(PathMapping.IDENTITY.toHostPath(Path.of("/home/you"))).isEqualTo("/home/you");
    }
}
