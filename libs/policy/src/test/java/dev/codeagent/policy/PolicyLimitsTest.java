package dev.codeagent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.wire.EnvelopeCodec;
import jakarta.json.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No file of rules and no call takes long to decide; what would take long is denied. */
class PolicyLimitsTest {
    private static final Duration LIMIT = Duration.ofSeconds(8);

    private static Policy policy(String rules) {
        return new Policy(List.of(PolicyJson.readOrDenyAll("project", "{\"rules\": [" + rules + "]}")));
    }

    private static String quoted(String text, int times) {
        return String.join(",", java.util.Collections.nCopies(times, "\"" + text + "\""));
    }

    private static PolicyDecision decideInTime(Policy policy, String tool, String argument, String value) {
        long start = System.nanoTime();
        PolicyDecision decision = policy.decide(
                ToolCallParser.parse(
                        tool, Json.createObjectBuilder().add(argument, value).build()),
                PolicyContext.forIsolatedRun());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
        return decision;
    }

    @Test
    void matchesStarsInBoundedTime() {
        for (String pattern :
                List.of("**/".repeat(30) + "x", "*a".repeat(100) + "b", "**/*a".repeat(60), "**".repeat(200))) {
            var policy = policy("{\"outcome\": \"deny\", \"path\": \"" + pattern + "\"}");
            decideInTime(policy, "read_file", "path", "a/".repeat(1_500) + "a");
            decideInTime(policy, "run_command", "command", "cat " + "a/".repeat(1_500) + "a");
            decideInTime(policy, "run_command", "command", "cat " + "*a".repeat(1_500));
        }
        var policy = policy("{\"outcome\": \"deny\", \"path\": \"" + "**/".repeat(30) + "x\"}");
        assertThat(decideInTime(policy, "read_file", "path", "a/b/x").action()).isEqualTo(PolicyAction.DENY);
        assertThat(decideInTime(policy, "read_file", "path", "x").action()).isEqualTo(PolicyAction.DENY);
        assertThat(decideInTime(policy, "read_file", "path", "a/b/y").action()).isEqualTo(PolicyAction.ALLOW);
    }

    @Test
    void deniesWhatTakesTooLongToCompare() {
        String paths = quoted("**/*a*a*a*a*a*a*a*a*a*a*a*b*", 200);
        var policy = policy(("{\"outcome\": \"deny\", \"path\": [" + paths + "]},")
                .repeat(40)
                .replaceAll(",$", ""));

        PolicyDecision decision =
                decideInTime(policy, "run_command", "command", "cat" + (" " + "a".repeat(800)).repeat(200));

        assertThat(decision.action()).isEqualTo(PolicyAction.DENY);
        assertThat(decision.reason()).contains("too long to compare");
    }

    @Test
    void readsLongArgumentsInBoundedTime() {
        var policy = policy("{\"outcome\": \"deny\", \"path\": [\"secrets/**\", \"**/*.pem\"]},"
                + "{\"outcome\": \"ask\", \"network\": \"*.example.com\"}");

        for (String text :
                List.of("a".repeat(2_000_000), "a://[".repeat(200_000), "=".repeat(150_000), "=:,@".repeat(30_000))) {
            decideInTime(policy, "write_file", "content", text);
            decideInTime(policy, "run_command", "command", "echo '" + text.substring(0, 100_000) + "'");
            decideInTime(policy, "git_apply", "patch", "--- a/" + text);
            decideInTime(policy, "run_command", "command", "cd " + "a/; cd ".repeat(1_000) + "x");
        }
    }

    @Test
    void readsCommandsInBoundedTime() {
        var policy = policy("{\"outcome\": \"deny\", \"path\": [\"secrets/**\", \"**/*.pem\"]},"
                + "{\"outcome\": \"deny\", \"command\": \"forbidden\"},"
                + "{\"outcome\": \"ask\", \"network\": \"*.example.com\"}");
        int many = 90_000;

        for (String command : List.of(
                "eval ".repeat(3_000) + "true",
                "a=(".repeat(60_000),
                "alias" + " a=b".repeat(45_000),
                "echo " + "{a,b}".repeat(9) + "a".repeat(many),
                "echo" + " {A..z}{a..h}".repeat(15_000),
                "xargs -I X" + " a".repeat(many),
                "xargs ".repeat(30) + "a ".repeat(many),
                "git" + " config".repeat(28_000),
                "git" + " -u".repeat(60_000),
                "echo " + "[".repeat(2 * many),
                "x='" + "[".repeat(2 * many) + "'",
                "sed 's/" + "[".repeat(2 * many) + "/x/'",
                "a".repeat(many) + " a".repeat(many / 2),
                "1".repeat(2 * many) + "x",
                "python3 -c 'open" + " ".repeat(2 * many) + "x'",
                "curl " + "a.".repeat(many) + "a",
                "cat " + "/proc/1/root".repeat(15_000),
                ("cd " + "a".repeat(1_500) + "; ").repeat(64) + "cat" + " a".repeat(40_000),
                "if a; then b; " + "elif a;then b;".repeat(13_000) + "fi",
                "JAVA_OPTS='" + "-ea ".repeat(many / 2) + "' java",
                "(".repeat(3_000),
                "f() ".repeat(3_000))) {
            decideInTime(policy, "run_command", "command", command);
        }
    }

    @Test
    void deniesWhatIsTooComplex() {
        var policy = policy("{\"outcome\": \"ask\", \"path\": \"secrets/**\"}");
        String command = "eval ".repeat(60) + "cat secrets/k''ey";

        for (String call : List.of("run_command command", "process_write input")) {
            String tool = call.split(" ")[0];
            String argument = call.split(" ")[1];
            PolicyDecision decision = decideInTime(policy, tool, argument, command);
            assertThat(decision.action()).as(tool).isEqualTo(PolicyAction.DENY);
            assertThat(decision.reason()).contains("more than 40 levels of scripts in scripts");
        }
        assertThat(decideInTime(policy, "run_command", "command", "PAGER='" + command + "' git log")
                        .action())
                .isEqualTo(PolicyAction.DENY);
    }

    @Test
    void reportsWhichLimitAFileExceeds() {
        assertThat(problem("{\"rules\": [" + "{\"outcome\": \"deny\", \"tool\": \"x\"},".repeat(1_001) + "]}"))
                .contains("JSON");
        assertThat(problem("{\"rules\": ["
                        + "{\"outcome\": \"deny\", \"tool\": \"x\"},"
                                .repeat(1_001)
                                .replaceAll(",$", "") + "]}"))
                .contains("1001 rules");
        assertThat(problem("{\"rules\": [{\"outcome\": \"deny\", \"path\": [" + quoted("x", 201) + "]}]}"))
                .contains("'path' has 201 values");
        assertThat(problem("{\"rules\": [{\"outcome\": \"deny\", \"path\": \"" + "x".repeat(501) + "\"}]}"))
                .contains("501 characters");
        assertThat(problem("{\"rules\": [], \"default\": \"" + " ".repeat(1 << 18) + "\"}"))
                .contains("characters");
        assertThat(problem("[".repeat(200_000))).isNotEmpty();
        assertThat(problem("{\"rules\": " + "[".repeat(100_000) + "]}")).isNotEmpty();
        for (String cost :
                List.of("1e999999999", "\"1e999999999\"", "1e-999999999", "1" + "0".repeat(30), "-1", "\"NaN\"")) {
            assertThat(problem("{\"rules\": [{\"outcome\": \"ask\", \"costAbove\": " + cost + "}]}"))
                    .as(cost)
                    .isNotEmpty();
        }
    }

    @Test
    void roundTripsPolicyJson() {
        String json = "{'default': 'ask', 'rules': [{'id': 'a', 'outcome': 'deny', 'tool': ['x', 'y'], 'command': 'rm',"
                + " 'path': 'a', 'access': 'read', 'network': '*', 'env': 'AWS_*', 'secret': ['aws-*', 'x'], 'costAbove': '1.5', 'reason': 'why'}]}";
        var file = PolicyJson.read("x", EnvelopeCodec.parse(json.replace('\'', '"')));

        assertThat(PolicyJson.read("x", PolicyJson.write(file))).isEqualTo(file);
    }

    private static String problem(String text) {
        return PolicyJson.readOrDenyAll("project", text).problem();
    }
}
