package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestConfigurationTest {
    private static final String POM =
            "<project><version>1</version><properties><junit.version>5</junit.version></properties><dependencies/></project>";
    private static final String PYPROJECT =
            "[project]\nname = \"a\"\ndependencies = []\n\n[tool.pytest.ini_options]\naddopts = \"-q\"\n";

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
                ".cargo/config.toml"
            })
    void everyChangeOfARunnersFileCounts(String path) {
        assertThat(TestConfiguration.isRunnerFile(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"src/main.py", "myconftest.py.txt", "config.js", "pom.xml", "package.json", "a.mvn/x"})
    void otherFilesAreNoFilesOfARunner(String path) {
        assertThat(TestConfiguration.isRunnerFile(path)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pom.xml | <dependencies/> | <dependencies/><build><plugins><plugin><artifactId>maven-surefire-plugin</artifactId></plugin></plugins></build>",
                "pom.xml | <properties> | <properties><skipTests>true</skipTests>",
                "pom.xml | <dependencies/> | <dependencies/><profiles><profile><id>x</id></profile></profiles>",
                "pom.xml | <dependencies/> | <dependencies/><build><exec executable='true'/></build>",
                "pom.xml | <dependencies/> | <dependencies>",
                "pom.xml | <project> | <!DOCTYPE project><project>"
            })
    void changesOfAPomCount(String path, String text, String replacement) {
        assertThat(isChanged(path, POM, POM.replace(text, replacement))).isTrue();
    }

    @Test
    void dependenciesAndDescriptionsOfAPomDoNotCount() {
        String changed = POM.replace("<version>1<", "<version>2<")
                .replace(
                        "<dependencies/>", "<dependencies><dependency><groupId>g</groupId></dependency></dependencies>")
                .replace("<junit.version>5<", "<junit.version>6<")
                .replace("<project>", "<project>\n  <!-- skipTests -->\n");

        assertThat(isChanged("a/pom.xml", POM, changed)).isFalse();
    }

    @Test
    void scriptsAndRunnersOfAPackageCount() {
        String before = "{\"scripts\": {\"test\": \"jest\", \"build\": \"tsc\"}, \"dependencies\": {}}";

        assertThat(isChanged("package.json", before, before.replace("\"jest\"", "\"true\"")))
                .isTrue();
        assertThat(isChanged("package.json", before, before.replace("{\"test\"", "{\"pretest\": \"x\", \"test\"")))
                .isTrue();
        assertThat(isChanged("package.json", before, before.replace("\"dep", "\"jest\": {}, \"dep")))
                .isTrue();
        assertThat(isChanged("package.json", before, before.substring(1))).isTrue();
        assertThat(isChanged(
                        "package.json", before, before.replace("s\": {}", "s\": {\"a\": \"1\"}, \"version\": \"2\"")))
                .isFalse();
    }

    @Test
    void sectionsOfToolsCount() {
        assertThat(isChanged("pyproject.toml", PYPROJECT, PYPROJECT.replace("-q", "-k none")))
                .isTrue();
        assertThat(isChanged(
                        "pyproject.toml",
                        PYPROJECT,
                        PYPROJECT.replace("[tool", "[project.entry-points.pytest11]\np=1\n[tool")))
                .isTrue();
        assertThat(isChanged("pyproject.toml", PYPROJECT, "tool.pytest.ini_options.addopts = '-k none'\n" + PYPROJECT))
                .isTrue();
        assertThat(isChanged(
                        "pyproject.toml", PYPROJECT, PYPROJECT.replace("\"-q\"", "\"\"\"\n[project]\n-k none\"\"\"")))
                .isTrue();
        assertThat(isChanged("pyproject.toml", PYPROJECT, PYPROJECT.replace("[]", "[\"requests\"]\nversion = \"2\"")))
                .isFalse();
        assertThat(isChanged("setup.cfg", "[metadata]\nname=a\n", "[metadata]\nname=a\n[tool:pytest]\naddopts=-k x\n"))
                .isTrue();
        assertThat(isChanged("Cargo.toml", "[package]\nname=\"a\"\n", "[package]\nname=\"a\"\nautotests=false\n"))
                .isTrue();
        assertThat(isChanged(
                        "Cargo.toml", "[package]\nname=\"a\"\n", "[package]\nname=\"a\"\n[dependencies]\nx=\"1\"\n"))
                .isFalse();
    }

    @Test
    void codeOfAGradleBuildCounts() {
        String before = "plugins { id 'java' }\ndependencies {\n  implementation 'a:b:1'\n}\n";

        assertThat(isChanged("build.gradle", before, before + "test { enabled = false }\n"))
                .isTrue();
        assertThat(isChanged(
                        "build.gradle.kts", before, before.replace("'a:b:1'", "'a:b:1'; tasks.test.enabled = false")))
                .isTrue();
        assertThat(isChanged(
                        "build.gradle", before, before.replace("'a:b:1'", "'a:b:2'\n  testImplementation(\"c:d:1\")")))
                .isFalse();
    }

    @Test
    void aNewBuildFileCountsInTheRootDirectory() {
        assertThat(TestConfiguration.isChanged("package.json", Optional.empty(), Optional.of("{}")))
                .isTrue();
        assertThat(TestConfiguration.isChanged("module/pom.xml", Optional.empty(), Optional.of(POM)))
                .isFalse();
        assertThat(TestConfiguration.isChanged("module/pom.xml", Optional.of(POM), Optional.empty()))
                .isTrue();
    }

    private static boolean isChanged(String path, String before, String after) {
        assertThat(TestConfiguration.isBuildFile(path)).isTrue();
        return TestConfiguration.isChanged(path, Optional.of(before), Optional.of(after));
    }
}
