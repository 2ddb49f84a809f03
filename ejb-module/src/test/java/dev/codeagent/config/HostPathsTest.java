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

class HostPathsTest {
    private static final HostPaths PATHS = HostPaths.of(
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
    void findsAFolderUnderTheMountThatCoversIt(String path, String local) {
        assertThat(PATHS.local(path)).isEqualTo(Path.of(local));
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
    void saysWhatToMountWhereNoneCoversTheFolder(String path) {
        assertThatThrownBy(() -> PATHS.local(path))
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
    void showsTheUsersOwnPath(String local, String host) {
        assertThat(PATHS.host(Path.of(local))).isEqualTo(host);
        assertThat(PATHS.local(host)).isEqualTo(Path.of(local));
    }

    @Test
    void refusesWhatALinkLeadsOutOfTheMounts() {
        assertThatThrownBy(() -> PATHS.host(Path.of("/etc/ssl"))).hasMessageContaining("'/etc/ssl' is in no folder");
    }

    @Test
    void takesTheInnermostOfNestedMounts() {
        HostPaths nested = HostPaths.of("/a:/data,/a/b:/workspace", "");

        assertThat(nested.local("/a/b/c")).isEqualTo(Path.of("/workspace/c"));
        assertThat(nested.local("/a/bc")).isEqualTo(Path.of("/data/bc"));
        assertThat(nested.host(Path.of("/workspace/c"))).isEqualTo("/a/b/c");
    }

    @Test
    void leavesOutAMountWhoseHostPathIsUnknown() {
        assertThat(HostPaths.of("./src:/workspace,:/x,", "").mounts()).isEmpty();
        assertThat(HostPaths.of("", "/base")).isEqualTo(HostPaths.SAME);
    }

    @Test
    void changesNothingWithoutMounts() {
        assertThat(HostPaths.SAME.local("/home/me/../you")).isEqualTo(Path.of("/home/me/../you"));
        assertThat(HostPaths.SAME.host(Path.of("/home/you"))).isEqualTo("/home/you");
    }
}
