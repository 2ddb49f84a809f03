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

    @ParameterizedTest
    @ValueSource(strings = {"devEngines", "main", "bin", "new-runner"})
    void everyKeyOfAPackageThatIsNoDescriptionCounts(String key) {
        assertThat(isChanged("package.json", "{}", "{\"" + key + "\": {\"a\": \"b\"}}"))
                .isTrue();
        assertThat(isChanged("package.json", "{}", "{\"author\": \"b\"}")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0085", "2028", "2029", "000c", "000b", "001c", "000d", "0000"})
    void aCharacterThatEndsALineForSomeProgramsCounts(String code) {
        String text = "# a" + (char) Integer.parseInt(code, 16) + "b\n";

        assertThat(isChanged("requirements.txt", "", text)).isTrue();
        assertThat(isChanged("setup.cfg", "", text)).isTrue();
        assertThat(isChanged("go.mod", "", "//" + text)).isTrue();
    }

    @Test
    void aDeepPomCounts() {
        String deep = "<a>".repeat(100_000) + "</a>".repeat(100_000);

        assertThat(isChanged(
                        "pom.xml", POM, POM.replace("<dependencies/>", "<dependencies>" + deep + "</dependencies>")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "yarn.lock | resolved \"https://registry.yarnpkg.com/a/-/a-1.tgz#0\" | false",
                "yarn.lock | resolution: \"a@npm:1.0.0\" | false",
                "yarn.lock | resolved \"https://example.org/a.tgz\" | true",
                "yarn.lock | resolution: \"a@workspace:a\" | true",
                "yarn.lock | \"a@file:./a\": | true",
                "pnpm-lock.yaml | resolution: {integrity: sha512-x/y+z==} | false",
                "pnpm-lock.yaml | version: 29.7.0(a@1.0.0) | false",
                "pnpm-lock.yaml | version: link:../a | true",
                "pnpm-lock.yaml | resolution: {tarball: x} | true",
                "bun.lock | \"a\": [\"a@1.0.0\", \"\", {}, \"sha512-x\"], | false",
                "bun.lock | \"a\": [\"a@1.0.0\", \"https://example.org\", {}, \"x\"], | true",
                "bun.lock | \"a\": [\"a@workspace:a\"], | true",
                "uv.lock | source = { registry = \"https://pypi.org/simple\" } | false",
                "uv.lock | { url = \"https://files.pythonhosted.org/a.whl\", hash = \"sha256:0\" }, | false",
                "uv.lock | source = { registry = \"https://example.org/simple\" } | true",
                "web/uv.lock | source = { directory = \"a\" } | true",
                "poetry.lock | type = \"git\" | true"
            })
    void packagesFromElsewhereInALockFileCount(String path, String line, boolean counts) {
        assertThat(isChanged(path, "", line + "\n")).isEqualTo(counts);
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
    void localPackagesAndPluginsCountAmongDependencies() {
        String npm = "{\"devDependencies\": {\"jest\": \"^29.0.0\"}}";
        assertThat(isChanged("package.json", npm, npm.replace("^29.0.0", "file:./x")))
                .isTrue();
        assertThat(isChanged("package.json", npm, npm.replace("^29.0.0", "npm:x@1")))
                .isTrue();
        assertThat(isChanged("package.json", npm, npm.replace("^29.0.0", ">=30 <31")))
                .isFalse();
        assertThat(isChanged("package.json", "{\"name\": \"a\"}", "{\"name\": \"jest\", \"exports\": \"./x.js\"}"))
                .isTrue();
        String lock = "{\n\"a\": {\"resolved\": \"https://registry.npmjs.org/a/-/a-1.tgz\"}\n}";
        assertThat(isChanged("package-lock.json", lock, lock.replace("a-1", "a-2")))
                .isFalse();
        assertThat(isChanged("package-lock.json", lock, lock.replace("https://registry.npmjs.org/a/-/a-1.tgz", "x")))
                .isTrue();
        assertThat(isChanged("package-lock.json", lock, lock.replace("}\n", ", \"link\": true}\n")))
                .isTrue();
        String cargo = "[package]\nname=\"a\"\n[dev-dependencies]\nx = \"1\"\n";
        assertThat(isChanged("Cargo.toml", cargo, cargo + "y = { path = \"y\" }\n"))
                .isTrue();
        assertThat(isChanged("pyproject.toml", PYPROJECT, PYPROJECT.replace("[]", "[\"pytest @ file:x\"]")))
                .isTrue();
        assertThat(isChanged(
                        "pyproject.toml", PYPROJECT, PYPROJECT.replace("= []", "= []\nentry-points.pytest11.x='x'")))
                .isTrue();
        assertThat(isChanged("pyproject.toml", PYPROJECT, PYPROJECT.replace("= []", "= []\n\"entry\\u002dpoints\"={}")))
                .isTrue();
        assertThat(isChanged("pyproject.toml", PYPROJECT, PYPROJECT + "[build-system]\nbackend-path = ['.']\n"))
                .isTrue();
        assertThat(isChanged("setup.cfg", "[options]\n", "[options]\n[options.entry_points]\npytest11 =\n x = x\n"))
                .isTrue();
        assertThat(isChanged(
                        "pom.xml",
                        POM,
                        POM.replace(
                                "<dependencies/>",
                                "<dependencies><dependency><systemPath>x</systemPath></dependency></dependencies>")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "requests==2.1 ; python_version > '3', false",
        "'pytest[x,y]>=8,<9  # comment', false",
        "-r requirements/base.txt, false",
        "--hash=sha256:0123, false",
        "-e ., true",
        "./pytest, true",
        "x/pytest, true",
        "pytest @ file:///x, true",
        "pytest-9.0-py3-none-any.whl, true",
        "--index-url https://example.org, true",
        "-r settings.lst, true"
    })
    void requirementsCountUnlessTheyAreReleases(String line, boolean counts) {
        assertThat(isChanged("requirements-test.txt", "a\n", "a\n" + line + "\n"))
                .isEqualTo(counts);
    }

    @Test
    void replacedModulesOfGoCount() {
        String before = "module example.org/a // b\n\ngo 1.22\n\nrequire (\n\ta.org/x v1.0.0\n)\n";

        assertThat(isChanged("go.mod", before, before.replace("v1.0.0", "v1.1.0\n\tb.org/y v1.0.0")))
                .isFalse();
        assertThat(isChanged("go.mod", before, before.replace("1.22", "1.23") + "require c.org/z v1\n"))
                .isFalse();
        assertThat(isChanged("go.mod", before, before + "replace a.org/x => ./x\n"))
                .isTrue();
        assertThat(isChanged("go.mod", before, before + "replace (\n\ta.org/x => ./x\n)\n"))
                .isTrue();
        assertThat(isChanged("go.mod", before, before + "toolchain local\n")).isTrue();
    }

    @Test
    void aNewBuildFileCountsUnlessItIsTestData() {
        assertThat(TestConfiguration.isChanged("package.json", Optional.empty(), Optional.of("{}")))
                .isTrue();
        assertThat(TestConfiguration.isChanged("module/build.gradle", Optional.empty(), Optional.of("")))
                .isTrue();
        assertThat(TestConfiguration.isChanged("src/test/resources/a/pom.xml", Optional.empty(), Optional.of(POM)))
                .isFalse();
        assertThat(TestConfiguration.isChanged("module/pom.xml", Optional.of(POM), Optional.empty()))
                .isTrue();
    }

    private static boolean isChanged(String path, String before, String after) {
        assertThat(TestConfiguration.isBuildFile(path)).isTrue();
        return TestConfiguration.isChanged(path, Optional.of(before), Optional.of(after));
    }
}
