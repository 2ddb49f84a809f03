package dev.codeagent.executor.builds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command that installs dependencies: from the lock file exactly, or without it. */
class NodePackageToolTest {
    @ParameterizedTest
    @CsvSource({
        "NPM,npm ci,npm install --no-package-lock",
        "PNPM,pnpm install --frozen-lockfile,pnpm install --no-lockfile",
        "YARN_CLASSIC,yarn install --frozen-lockfile,yarn install --no-lockfile",
        "YARN,yarn install --immutable,yarn install --no-immutable",
        "BUN,bun install --frozen-lockfile,bun install --no-save"
    })
    void installsWhatTheLockFileNames(NodePackageTool.Kind kind, String locked, String unlocked) {
        var tool = new NodePackageTool(kind, "1");

        assertThat(String.join(" ", tool.installCommand(true, true, "/cache"))).startsWith(locked);
        assertThat(String.join(" ", tool.installCommand(false, true, "/cache"))).startsWith(unlocked);
    }

    @ParameterizedTest
    @CsvSource({"NPM", "PNPM", "YARN_CLASSIC"})
    void usesTheCacheAloneWithoutNetwork(NodePackageTool.Kind kind) {
        var tool = new NodePackageTool(kind, "1");

        assertThat(tool.installCommand(true, false, "/cache"))
                .contains("--offline")
                .doesNotContain("--prefer-offline");
        assertThat(tool.installCommand(true, true, "/cache")).contains("--prefer-offline");
    }
}
