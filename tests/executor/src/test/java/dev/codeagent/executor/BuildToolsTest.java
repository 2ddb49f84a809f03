package dev.codeagent.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs projects of each build tool; skips a build tool that is not installed. */
class BuildToolsTest {
    @TempDir
    Path folder;

    private ExecutorFixture fixture;
    private Path root;

    @BeforeEach
    void open() throws IOException {
        fixture = ExecutorFixture.create(folder);
        root = fixture.workspace();
    }

    private void writeFile(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private static void assumeInstalled(String program) {
        boolean found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
        assumeTrue(found, program + " is not on the PATH");
    }

    private static String failure(JsonObject result, int index) {
        JsonObject failure = result.getJsonObject("structuredContent")
                .getJsonArray("failures")
                .getJsonObject(index);
        return failure.getString("test") + " | " + failure.getString("place") + " | " + failure.getString("message");
    }

    @Test
    void runsNodeTests() throws Exception {
        assumeInstalled("npm");
        writeFile("package.json", "{\"name\": \"n\", \"scripts\": {\"test\": \"node --test\"}}");
        writeFile("a.test.js", """
                const test = require('node:test');
                const assert = require('node:assert');
                test('adds', () => assert.equal(1 + 1, 2));
                test('group', async t => {
                  await t.test('inner', () => { throw new Error('broken'); });
                });
                test('later', {skip: true}, () => {});
                """);
        Shell.initRepository(root);

        JsonObject all = fixture.call("run_tests");
        JsonObject one = fixture.call("run_tests", "filter", "adds");

        assertThat(ExecutorFixture.resultText(all)).startsWith("1 passed, 1 failed, 1 skipped");
        assertThat(failure(all, 0)).isEqualTo("group > inner | a.test.js:5 | broken");
        assertThat(one.getJsonObject("structuredContent").getInt("passed")).isEqualTo(1);
        assertThat(one.getJsonObject("structuredContent").getInt("failed")).isZero();
        assertThat(fixture.resultText("git_status")).isEqualTo("## work\n");
    }

    @Test
    void runsTheTestsOfEachPackageOfAWorkspace() throws Exception {
        assumeInstalled("npm");
        String manifest = "{\"name\": \"%s\", \"version\": \"1.0.0\", \"scripts\": {\"test\": \"node --test\"}}";
        writeFile("package.json", "{\"name\": \"root\", \"private\": true, \"workspaces\": [\"packages/*\"]}");
        writeFile("packages/a/package.json", manifest.formatted("a"));
        writeFile("packages/a/a.test.js", "require('node:test')('adds', () => {});\n");
        writeFile("packages/b/package.json", manifest.formatted("b"));
        writeFile("packages/b/b.test.js", "require('node:test')('fails', () => { throw new Error('broken'); });\n");
        Shell.initRepository(root);

        JsonObject all = fixture.call("run_tests");

        assertThat(ExecutorFixture.resultText(all)).startsWith("1 passed, 1 failed, 0 skipped");
        assertThat(failure(all, 0)).isEqualTo("packages/b: fails | packages/b/b.test.js:1 | broken");
    }

    /** The one of {@code JAVA_HOME} if the project does not need another. */
    @Test
    void usesTheJdkThatTheProjectNeeds() throws Exception {
        Path jvms = Path.of("/usr/lib/jvm");
        assumeTrue(Files.isDirectory(jvms.resolve("java-17-openjdk-amd64")), "there is no JDK 17");
        assumeTrue(!System.getProperty("java.version").startsWith("17"), "the JDK of this test is another one");
        String command = "java -version 2>&1 | head -1; echo home $JAVA_HOME";
        writeFile("a.txt", "x\n");
        Shell.initRepository(root);
        assertThat(fixture.resultText("run_command", "command", command)).doesNotContain("java-17");

        writeFile(
                "pom.xml",
                "<project><properties><maven.compiler.release>17</maven.compiler.release></properties></project>\n");
        assertThat(fixture.resultText("run_command", "command", command))
                .contains("\"17.", "home /usr/lib/jvm/java-17-openjdk-amd64");

        writeFile(".java-version", "39\n");
        JsonObject info = fixture.call("project_info").getJsonObject("structuredContent");
        assertThat(info.getJsonArray("missing").getString(0))
                .startsWith("a JDK 39 or newer (.java-version; installed: 17, ");
        assertThat(fixture.resultText("run_tests")).contains("a JDK 39 or newer");
    }

    @Test
    void runsPytestTests() throws Exception {
        assumeInstalled("pytest");
        writeFile("calc.py", "def add(a, b):\n    return a + b\n");
        writeFile(
                "tests/test_calc.py",
                "import calc\n\ndef test_adds():\n    assert calc.add(1, 2) == 3\n\n"
                        + "def test_fails():\n    assert calc.add(1, 2) == 4\n");
        Shell.initRepository(root);

        JsonObject all = fixture.call("run_tests");

        assertThat(ExecutorFixture.resultText(all)).startsWith("1 passed, 1 failed, 0 skipped");
        assertThat(failure(all, 0)).startsWith("tests.test_calc.test_fails | tests/test_calc.py:7 | assert 3 == 4");
        assertThat(fixture.resultText("run_tests", "filter", "test_adds")).startsWith("1 passed, 0 failed");
        assertThat(fixture.resultText("run_tests", "filter", "tests/test_calc.py::test_adds"))
                .startsWith("1 passed, 0 failed");
        assertThat(fixture.resultText("git_status")).isEqualTo("## work\n");
    }

    @Test
    void pytestIsNotTakenFromTheWorkspace() throws Exception {
        assumeInstalled("pytest");
        String passed = """
                import pathlib, sys
                report = [a for a in sys.argv if a.startswith("--junitxml=")][0].partition("=")[2]
                pathlib.Path(report).write_text(
                    '<testsuites><testsuite><testcase classname="test_calc" name="test_fails"/></testsuite></testsuites>')
                sys.exit(0)
                """;
        for (String path : new String[] {"pytest.py", "src/pytest.py", "src/_pytest/__init__.py", "json/__init__.py"}) {
            writeFile(path, passed);
        }
        writeFile("src/calc.py", "def add(a, b):\n    return a + b\n");
        writeFile("base.py", "EXPECTED = 4\n");
        writeFile(
                "test_calc.py", "import base, calc\n\ndef test_fails():\n    assert calc.add(1, 2) == base.EXPECTED\n");
        Shell.initRepository(root);

        assertThat(fixture.resultText("run_tests")).startsWith("0 passed, 1 failed, 0 skipped");
    }

    /** The real wrapper fetches a distribution, which this test does not. */
    @Test
    void runsTheWrapperOfGradleOfflineWithTheJdksAndItsHome() throws Exception {
        writeFile("build.gradle", "java.toolchain.languageVersion = JavaLanguageVersion.of(17)\n");
        writeFile("gradlew", "echo \"home=$GRADLE_USER_HOME arguments=$*\"; exit 1\n");
        Shell.initRepository(root);

        assertThat(fixture.resultText("run_tests"))
                .contains("/.gradle arguments=--no-daemon", "-Porg.gradle.java.installations.paths=/", " --offline ");
    }

    @Test
    void runsGoTests() throws Exception {
        assumeInstalled("go");
        writeFile("go.mod", "module example.org/calc\n\ngo 1.19\n");
        writeFile(
                "calc_test.go",
                "package calc\n\nimport \"testing\"\n\nfunc TestAdd(t *testing.T) {}\n\n"
                        + "func TestBad(t *testing.T) {\n\tt.Errorf(\"got %d\", 3)\n}\n");

        JsonObject all = fixture.call("run_tests");

        assertThat(ExecutorFixture.resultText(all)).startsWith("1 passed, 1 failed, 0 skipped");
        assertThat(failure(all, 0)).isEqualTo("example.org/calc.TestBad | calc_test.go:8 | got 3");
    }

    @Test
    void runsTheTestsOfAllModulesOfAGoWorkspace() throws Exception {
        assumeInstalled("go");
        writeFile("go.work", "go 1.19\n\nuse (\n\t./a // the first\n\t\"./b\"\n)\n");
        for (String module : new String[] {"a", "b"}) {
            writeFile(module + "/go.mod", "module example.org/" + module + "\n\ngo 1.19\n");
            writeFile(
                    module + "/x_test.go",
                    "package x\n\nimport \"testing\"\n\nfunc Test_" + module + "(t *testing.T) {}\n");
        }

        assertThat(fixture.resultText("run_tests")).startsWith("2 passed, 0 failed, 0 skipped");
    }

    @Test
    void runsTheTestsOfAllPackagesOfACargoWorkspace() throws Exception {
        assumeInstalled("cargo");
        writeFile(
                "Cargo.toml",
                "[workspace]\nmembers = [\"a\"]\n[package]\nname = \"top\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
        writeFile("src/lib.rs", "#[test]\nfn tops() {}\n");
        writeFile("a/Cargo.toml", "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
        writeFile("a/src/lib.rs", "#[test]\nfn adds() {}\n");

        assertThat(fixture.resultText("run_tests")).startsWith("2 passed, 0 failed, 0 skipped");
    }

    @Test
    void runsCargoTests() throws Exception {
        assumeInstalled("cargo");
        writeFile("Cargo.toml", "[package]\nname = \"calc\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
        writeFile("src/lib.rs", "#[test]\nfn adds() {}\n\n#[test]\nfn fails() {\n    assert_eq!(1, 2);\n}\n");

        JsonObject all = fixture.call("run_tests");

        assertThat(ExecutorFixture.resultText(all)).startsWith("1 passed, 1 failed, 0 skipped");
        assertThat(failure(all, 0))
                .startsWith("fails | src/lib.rs:6 | assertion")
                .contains("left");
        writeFile("src/lib.rs", "fn broken( {}\n");
        JsonObject broken = fixture.call("run_tests");
        assertThat(broken.getJsonObject("structuredContent").getBoolean("buildFailed"))
                .isTrue();
        assertThat(ExecutorFixture.resultText(broken))
                .startsWith("the build failed")
                .contains("src/lib.rs");
    }

    /** The wrapper is a script of the project, so the test uses its own. */
    @Test
    void readsGradleTestReports() throws Exception {
        writeFile("build.gradle.kts", "plugins { java }\n");
        writeFile("gradlew", """
                echo "$@" > arguments
                mkdir -p sub/build/test-results/test
                cat > sub/build/test-results/test/TEST-a.FooTest.xml <<'X'
                <testsuite name="a.FooTest"><testcase name="works()" classname="a.FooTest" time="0.01"/>
                <testcase name="fails()" classname="a.FooTest" time="0"><failure message="no">x
                at a.FooTest.fails(FooTest.java:9)</failure></testcase></testsuite>
                X
                exit 1
                """);
        writeFile(
                "sub/build/test-results/test/TEST-a.OldTest.xml",
                "<testsuite><testcase name=\"old\" classname=\"a\"/></testsuite>");

        JsonObject all = fixture.call("run_tests", "filter", "a.FooTest");

        assertThat(ExecutorFixture.resultText(all)).startsWith("1 passed, 1 failed, 0 skipped");
        assertThat(failure(all, 0)).isEqualTo("a.FooTest.fails() | FooTest.java:9 | no");
        assertThat(root.resolve("arguments"))
                .hasContent("--no-daemon --console=plain --offline --continue test --tests a.FooTest\n");
    }

    @Test
    void computesTheDigestFromBuildFilesOnly() throws Exception {
        writeFile("pom.xml", "<project/>\n");
        writeFile("web/package.json", "{}\n");
        writeFile("src/Main.java", "class Main {}\n");
        Shell.initRepository(root);
        JsonObject first = fixture.call("project_info").getJsonObject("structuredContent");
        writeFile("src/Main.java", "class Main { int changed; }\n");
        writeFile("target/classes/META-INF/maven/pom.xml", "<project/>\n");
        JsonObject same = fixture.call("project_info").getJsonObject("structuredContent");
        writeFile("web/package.json", "{\"dependencies\": {}}\n");
        JsonObject other = fixture.call("project_info").getJsonObject("structuredContent");

        assertThat(first.getJsonArray("tools").getValuesAs(JsonString::getString))
                .containsExactly("maven");
        assertThat(first.getString("digest")).matches("[0-9a-f]{64}");
        assertThat(same).isEqualTo(first);
        assertThat(other.getString("digest")).isNotEqualTo(first.getString("digest"));
    }

    @Test
    void fetchesNothingWithoutNetwork() {
        assertThat(fixture.resultText("prepare")).contains("no network");
        assertThat(fixture.resultText("run_tests")).contains("no supported build found");
        assertThat(fixture.resultText("run_tests", "tool", "maven")).contains("not built by 'maven'");
    }
}
