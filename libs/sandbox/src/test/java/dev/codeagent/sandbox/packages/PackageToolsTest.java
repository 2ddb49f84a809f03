package dev.codeagent.sandbox.packages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.sandbox.ProjectInfo;
import dev.codeagent.sandbox.Sandbox;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackageToolsTest {
    private final List<ToolCall> calls = new ArrayList<>();
    private ToolResult.Outcome outcome = ToolResult.Outcome.OK;
    private final PackageTools tools = new PackageTools((callId, work) -> work.apply(new RecordingSandbox()));

    private final class RecordingSandbox implements Sandbox {
        @Override
        public ToolResult call(ToolCall call) {
            calls.add(call);
            return new ToolResult(outcome, "what it printed", JsonValue.EMPTY_JSON_OBJECT);
        }

        @Override
        public ProjectInfo projectInfo() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> prepare(String callId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public TestReport runTests(String callId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] exportPatch() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            // Nothing runs.
        }
    }

    private ToolResult fetch(String registry, String... packages) {
        return tools.call(new ToolCall(
                "c1",
                PackageTools.FETCH_PACKAGES,
                Json.createObjectBuilder()
                        .add("registry", registry)
                        .add("packages", Json.createArrayBuilder(List.of(packages)))
                        .build()));
    }

    private String written(String file) {
        return calls.stream()
                .filter(c -> c.arguments().getString("path", "").equals(file))
                .map(c -> c.arguments().getString("content"))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "maven, org.slf4j:slf4j-api:2.0.17, pom.xml, <artifactId>slf4j-api</artifactId><version>2.0.17</version>",
        "npm, @types/node@20.1.0, package.json, '\"@types/node\": \"20.1.0\"'",
        "pypi, requests[socks]==2.32.3, requirements.txt, requests[socks]==2.32.3",
        "cargo, serde@1.0.200, Cargo.toml, 'serde = \"=1.0.200\"'",
        "go, golang.org/x/text@v0.20.0, go.mod, require golang.org/x/text v0.20.0"
    })
    void requiresThePackagesInAGeneratedProject(String registry, String coordinate, String file, String content) {
        ToolResult result = fetch(registry, coordinate);

        assertThat(result.outcome()).isEqualTo(ToolResult.Outcome.OK);
        assertThat(result.text()).startsWith("fetched " + coordinate);
        assertThat(written(file)).contains(content);
        assertThat(calls.getLast().tool()).isEqualTo("run_command");
        assertThat(calls.getLast().arguments().getString("command")).doesNotContain(coordinate);
    }

    @ParameterizedTest
    @CsvSource({
        "maven, org.slf4j:slf4j-api",
        "maven, 'org.slf4j:slf4j-api:[1,2)'",
        "maven, 'a:b:1</version><repositories/>'",
        "maven, a:../b:1",
        "npm, left-pad",
        "npm, left-pad@latest",
        "npm, left-pad@^1.0.0",
        "npm, left-pad@https://evil.example/x.tgz",
        "npm, left-pad@git+ssh://evil.example/x",
        "npm, left-pad@file:../x",
        "npm, left-pad@npm:other@1.0.0",
        "npm, 'a\": \"1\", \"b@1.0.0'",
        "pypi, requests",
        "pypi, requests>=2",
        "pypi, requests @ https://evil.example/x.whl",
        "pypi, --index-url=https://evil.example",
        "pypi, -e .",
        "pypi, 'requests==2.0\n--index-url https://evil.example'",
        "cargo, serde",
        "cargo, 'serde@1.0.0\"\n[source.crates-io]'",
        "go, golang.org/x/text@latest",
        "go, golang.org/../x@v1.0.0",
        "go, ./local@v1.0.0",
        "nuget, a@1.0.0",
        "'', a@1.0.0"
    })
    void rejectsWhatIsNoReleasedPackage(String registry, String coordinate) {
        assertThat(fetch(registry, coordinate).outcome()).isEqualTo(ToolResult.Outcome.ERROR);
        assertThat(calls).isEmpty();
    }

    @Test
    void rejectsAllPackagesIfOneIsWrong() {
        assertThat(fetch("npm", "left-pad@1.3.0", "x@y").text()).contains("'x@y'", "name@1.2.3");
        assertThat(fetch("npm").text()).contains("1 to 50");
        assertThat(calls).isEmpty();
    }

    @Test
    void saysWhatTheRunLacksIfTheFetchFails() {
        outcome = ToolResult.Outcome.ERROR;

        assertThat(fetch("npm", "left-pad@1.3.0").outcome()).isEqualTo(ToolResult.Outcome.ERROR);
    }
}
