package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunnerFilesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "conftest.py",
                "a/b/conftest.py",
                "pytest.ini",
                ".pytest.toml",
                "tox.ini",
                "jest.config.js",
                "web/vitest.config.mts",
                "vite.config.ts",
                ".mocharc.json",
                ".npmrc",
                ".mvn/maven.config",
                ".mvn/extensions.xml",
                "src/test/resources/junit-platform.properties",
                "src/App.snap",
                "src/__mocks__/fs.js",
                "sitecustomize.py",
                "lib/evil.pth",
                "gradle.properties",
                ".cargo/config.toml",
                "pytest.py",
                "src/pytest.py",
                "_pytest/__init__.py",
                "_pytest",
                "src/_pytest/runner.py",
                "usercustomize.py",
                "sitecustomize/__init__.py",
                "x-1.dist-info/entry_points.txt",
                "src/x.egg-info/entry_points.txt",
                "setup.py",
                "__pycache__/calc.cpython-311.pyc",
                "calc.so",
                "src/test/resources/META-INF/services/org.junit.platform.launcher.TestExecutionListener",
                "src/test/resources/META-INF/services/org.junit.platform.launcher.LauncherSessionListener",
                "src/main/resources/META-INF/services/org.junit.jupiter.api.extension.Extension",
                "src/test/resources/META-INF/services/java.nio.file.spi.FileSystemProvider",
                "src/test/resources/META-INF",
                "src/test/resources/mockito-extensions/org.mockito.plugins.MockMaker",
                "src/test/java/org/junit/jupiter/api/Assertions.java",
                "target/test-classes/org/junit/Assert.class",
                "target/surefire-reports/TEST-a.xml",
                "mvnw",
                "mvnw.cmd",
                ".mvn",
                ".mvn/jvm.config",
                ".mvn/wrapper/maven-wrapper.jar",
                "gradlew",
                "gradle/wrapper/gradle-wrapper.properties",
                "gradle/wrapper",
                "init.gradle",
                "init.gradle.kts",
                "gradle/test.gradle",
                "buildSrc/build.gradle",
                "buildSrc/src/main/java/A.java",
                "buildSrc",
                "build-logic/src/main/kotlin/a.gradle.kts",
                "libs/junit.jar",
                "build.rs",
                "crates/a/build.rs",
                ".cargo/config",
                ".cargo",
                "rust-toolchain.toml",
                "go.work",
                "vendor/modules.txt",
                "vendor/a.org/x/x.go",
                "vendor/x/Cargo.toml",
                "x.syso",
                "node_modules/jest/package.json",
                "node_modules",
                "jest.config.cjs",
                "jest.setup.ts",
                "vitest.workspace.ts",
                ".mocharc",
                "babel.config.json",
                ".babelrc.js",
                "test/mocha.opts",
                "tsconfig.json",
                "tsconfig.test.json",
                ".yarnrc.yml",
                "binding.gyp",
                ".mvn/a\nb",
                "buildSrc/src/a\nb/X.java",
                "node_modules/a\nb/index.js",
                "cucumber.properties",
                "src/test/resources/kotest.properties",
                "src/test/resources/SpockConfig.groovy",
                ".labrc.js",
                "bun.lockb",
                "Makefile",
                "GNUmakefile",
                "justfile",
                ".gitattributes"
            })
    void everyChangeOfARunnersFileCounts(String path) {
        assertThat(RunnerFiles.isRunnerFile(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "src/main.py",
                "myconftest.py.txt",
                "config.js",
                "a.mvn/x",
                "pom.xml",
                "package.json",
                "build.gradle",
                "settings.gradle.kts",
                "test_b.py",
                "tests/test_pytest.py",
                "src/test/java/a/ATest.java",
                "src/test/resources/META-INF/services/a.b.Plugin",
                "src/org/junitx/A.java",
                "a_test.go",
                "src/target/mod.rs",
                "static/vendor/jquery.js",
                "src/build/Tool.java",
                "build/tool.py",
                "docs/pytest.md",
                "web/app.test.ts",
                "jest.md",
                "packaging/deb/control"
            })
    void otherFilesAreNoFilesOfARunner(String path) {
        assertThat(RunnerFiles.isRunnerFile(path)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "unittest.py, ''",
        "json/__init__.py, ''",
        "json, ''",
        "pytest_timeout.py, ''",
        "pytest/__init__.py, ''",
        "hypothesis.py, ''",
        "src/decimal.py, src/",
        "tests/unit/decimal.py, tests/unit/",
        "encodings/__init__.py, ''",
        "jest.js, ''",
        "mocha/index.cjs, ''",
        "chai/package.json, ''"
    })
    void aModuleCanHideAnother(String path, String directory) {
        assertThat(RunnerFiles.hidingDirectory(path)).contains(directory);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "calc.py",
                "test_json.py",
                "tests/test_types.py",
                "app/types.py",
                "site/index.html",
                "code/readme.md",
                "src/app/json/__init__.py",
                "packaging/build.py",
                "test/unit/mocha.js",
                "tests/json"
            })
    void otherModulesHideNone(String path) {
        assertThat(RunnerFiles.hidingDirectory(path)).isEmpty();
    }
}
