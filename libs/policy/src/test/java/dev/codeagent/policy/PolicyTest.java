package dev.codeagent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.policy.shell.ShellScript;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PolicyTest {
    private static Policy policy(String... files) {
        var all = new ArrayList<PolicyFile>();
        for (String file : files) {
            all.add(PolicyJson.readOrDenyAll("file" + (all.size() + 1), file.replace('\'', '"')));
        }
        return new Policy(all);
    }

    private static PolicyDecision decide(Policy policy, String tool, String arguments) {
        return decide(policy, tool, arguments, PolicyContext.forIsolatedRun());
    }

    private static PolicyDecision decide(Policy policy, String tool, String arguments, PolicyContext context) {
        return policy.decide(ToolCallParser.parse(tool, arguments.replace('\'', '"')), context);
    }

    private static PolicyAction command(Policy policy, String command) {
        JsonObject arguments =
                Json.createObjectBuilder().add("command", command).build();
        return policy.decide(ToolCallParser.parse("run_command", arguments), PolicyContext.forIsolatedRun())
                .action();
    }

    private static PolicyContext cost(String usd, int costApprovals) {
        return new PolicyContext(
                true,
                List.of("/workspace"),
                true,
                Optional.of(usd).filter(u -> !u.isEmpty()).map(BigDecimal::new),
                Optional.of(new BigDecimal("5")),
                Map.of("file1/expensive", costApprovals, PolicyDecision.BUILT_IN, costApprovals));
    }

    private static PolicyContext withoutIsolation() {
        return new PolicyContext(
                false, List.of("/home/me/w"), true, Optional.empty(), Optional.of(new BigDecimal("5")), Map.of());
    }

    @Test
    void denyWinsOverAskAndAskOverAllowAcrossFiles() {
        var policy = policy(
                "{'rules': [{'outcome': 'allow', 'tool': '*'}]}",
                "{'rules': [{'outcome': 'ask', 'tool': 'write_*'}, {'id': 'no-edit', 'outcome': 'deny', 'tool': 'edit_file', 'reason': 'hands off'}]}");

        assertThat(decide(policy, "read_file", "{'path': 'a'}").action()).isEqualTo(PolicyAction.ALLOW);
        assertThat(decide(policy, "write_file", "{'path': 'a'}").action()).isEqualTo(PolicyAction.ASK);
        assertThat(decide(policy, "edit_file", "{'path': 'a'}"))
                .isEqualTo(new PolicyDecision(PolicyAction.DENY, "file2/no-edit", "hands off"));
    }

    @Test
    void deniesEverythingWhenAFileIsInvalid() {
        for (String broken : List.of(
                "",
                "[]",
                "{'rules': {}}",
                "{'rules': [], 'more': 1}",
                "{'rules': [{'outcome': 'deny'}]}",
                "{'rules': [{'outcome': 'forbid', 'tool': '*'}]}",
                "{'rules': [{'outcome': 'deny', 'tools': '*'}]}",
                "{'rules': [{'outcome': 'deny', 'tool': []}]}",
                "{'rules': [{'outcome': 'deny', 'tool': 1}]}",
                "{'rules': [{'outcome': 'deny', 'path': 'a', 'access': 'run'}]}",
                "{'rules': [{'outcome': 'ask', 'costAbove': 'much'}]}",
                "{'rules': [{'outcome': 'allow', 'costAbove': 3}]}",
                "{'rules': [{'id': 'a', 'outcome': 'ask', 'tool': 'x'}, {'id': 'a', 'outcome': 'ask', 'tool': 'y'}]}")) {
            var policy = policy("{'rules': [{'outcome': 'allow', 'tool': '*'}]}", broken);

            PolicyDecision decision = decide(policy, "read_file", "{'path': 'a'}");

            assertThat(decision.action()).as(broken).isEqualTo(PolicyAction.DENY);
            assertThat(decision.rule()).isEqualTo("file2/unreadable");
            assertThat(decision.reason()).contains("can't be read");
        }
    }

    @Test
    void allowsUnmatchedCallsInASandbox() {
        assertThat(command(policy(), "curl http://example.com")).isEqualTo(PolicyAction.ALLOW);
        assertThat(decide(policy(), "write_file", "{'path': 'a'}").action()).isEqualTo(PolicyAction.ALLOW);
        assertThat(command(policy(), "ls '")).isEqualTo(PolicyAction.DENY);
    }

    @Test
    void asksForCallsLeavingTheWorkspaceWithoutASandbox() {
        var policy = policy();

        assertThat(decide(policy, "run_command", "{'command': 'mvn test'}", withoutIsolation())
                        .action())
                .isEqualTo(PolicyAction.ALLOW);
        for (String leaving : List.of(
                "curl https://example.com",
                "git push",
                "pip install x",
                "ssh me@example.com ls",
                "echo x > /dev/tcp/example.com/80",
                "echo x > /etc/passwd",
                "echo x > ../y",
                "cd ..; echo x > y",
                "echo x > $X")) {
            assertThat(decide(policy, "run_command", "{'command': '" + leaving + "'}", withoutIsolation())
                            .action())
                    .as(leaving)
                    .isEqualTo(PolicyAction.ASK);
        }
        for (String staying : List.of("echo x > y", "ls 2> /dev/null", "echo x > /home/me/w/y", "cat /etc/passwd")) {
            assertThat(decide(policy, "run_command", "{'command': '" + staying + "'}", withoutIsolation())
                            .action())
                    .as(staying)
                    .isEqualTo(PolicyAction.ALLOW);
        }
    }

    @Test
    void asksAgainAtEachMultipleOfTheCostLimit() {
        var policy = policy("{'rules': [{'id': 'expensive', 'outcome': 'ask', 'costAbove': '2.50'}]}");

        assertThat(decide(policy, "read_file", "{}", cost("2.50", 0)).action()).isEqualTo(PolicyAction.ALLOW);
        assertThat(decide(policy, "read_file", "{}", cost("2.51", 0)).rule()).isEqualTo("file1/expensive");
        assertThat(decide(policy, "read_file", "{}", cost("2.51", 1)).action()).isEqualTo(PolicyAction.ALLOW);
        assertThat(decide(policy, "read_file", "{}", cost("5.00", 1)).action()).isEqualTo(PolicyAction.ALLOW);
        assertThat(decide(policy, "read_file", "{}", cost("", 0)).action()).isEqualTo(PolicyAction.ASK);
        assertThat(decide(policy(), "read_file", "{}", cost("5.01", 0)).rule()).isEqualTo(PolicyDecision.BUILT_IN);
        assertThat(decide(policy(), "read_file", "{}", cost("", 0)).action()).isEqualTo(PolicyAction.ALLOW);
    }

    @Test
    void allowsOnlyCertainCommandMatches() {
        var policy = policy(
                "{'default': 'deny', 'rules': [{'outcome': 'allow', 'command': ['mvn test *', 'git status', 'ls *', 'wc']}]}");

        for (String allowed : List.of(
                "mvn test",
                "mvn test -q",
                "mvn 'test' -Dx=$X",
                "git status",
                "git status && ls -la",
                "ls | wc",
                "bash -c 'ls -la'",
                "timeout 5 mvn test",
                "A=1 mvn test",
                "ls > out.txt",
                "(ls; ls x)")) {
            assertThat(command(policy, allowed)).as(allowed).isEqualTo(PolicyAction.ALLOW);
        }
        for (String denied : List.of(
                "mvn deploy",
                "mvn -f x test",
                "./mvn test",
                "/tmp/mvn test",
                "git status --short",
                "git push",
                "ls && rm x",
                "ls; $X",
                "$X",
                "ls $(rm x)",
                "wc -l",
                "PATH=/tmp ls",
                "PATH=/tmp; ls",
                "export LD_PRELOAD=x; ls",
                "env LD_PRELOAD=x ls",
                "ls() { :; }; ls",
                "sudo ls",
                "ls > /etc/x",
                "ls > $X",
                "{ls,-la}",
                "$'ls' x",
                "sh x.sh",
                "alias ls=wc; ls")) {
            assertThat(command(policy, denied)).as(denied).isEqualTo(PolicyAction.DENY);
        }
    }

    @Test
    void distinguishesReadFromWriteAccess() {
        var policy = policy("{'rules': [{'outcome': 'deny', 'path': 'docs/**', 'access': 'write'}]}");

        assertThat(decide(policy, "read_file", "{'path': 'docs/a.md'}").action())
                .isEqualTo(PolicyAction.ALLOW);
        assertThat(decide(policy, "edit_file", "{'path': './docs//x/../a.md'}").action())
                .isEqualTo(PolicyAction.DENY);
        assertThat(decide(policy, "write_file", "{'path': '/workspace/docs/a.md'}")
                        .action())
                .isEqualTo(PolicyAction.DENY);
        assertThat(decide(policy, "write_file", "{'path': 'doc/a.md'}").action())
                .isEqualTo(PolicyAction.ALLOW);
        assertThat(command(policy, "cat < docs/a.md > x")).isEqualTo(PolicyAction.ALLOW);
        assertThat(command(policy, "ls > docs/a.md")).isEqualTo(PolicyAction.DENY);
        assertThat(command(policy, "cat docs/a.md")).isEqualTo(PolicyAction.DENY);
    }

    @Test
    void matchesCaseAsTheFileSystemDoes() {
        var policy = policy("{'rules': [{'outcome': 'deny', 'path': '.env'}]}");
        PolicyContext caseInsensitive =
                new PolicyContext(true, List.of("/workspace"), false, Optional.empty(), Optional.empty(), Map.of());

        assertThat(decide(policy, "read_file", "{'path': '.ENV'}").action()).isEqualTo(PolicyAction.ALLOW);
        assertThat(decide(policy, "read_file", "{'path': '.ENV'}", caseInsensitive)
                        .action())
                .isEqualTo(PolicyAction.DENY);
    }

    @Test
    void matchesHostsOfCommands() {
        var policy = policy("{'rules': [{'outcome': 'deny', 'network': ['*.example.com', '10.*']}]}");

        for (String denied : List.of(
                "curl https://api.example.com/x",
                "curl API.EXAMPLE.COM",
                "curl https://user:pw@api.example.com:8443",
                "git clone git@code.example.com:x/y.git",
                "ssh me@a.example.com",
                "wget $URL",
                "ls < /dev/tcp/10.0.0.1/80",
                "nc 10.1.2.3 80")) {
            assertThat(command(policy, denied)).as(denied).isEqualTo(PolicyAction.DENY);
        }
        assertThat(command(policy, "curl https://example.org")).isEqualTo(PolicyAction.ALLOW);
        assertThat(command(policy, "ls")).isEqualTo(PolicyAction.ALLOW);
    }

    @Test
    void appliesCommandRulesToContainerTools() {
        var policy = policy("{'rules': [{'outcome': 'deny', 'command': 'git push'},"
                + " {'outcome': 'ask', 'path': 'secrets/**', 'access': 'read'}]}");

        for (String command : List.of("git push", "cd x && git -C y push", "sh -c 'git  push'", "$X")) {
            JsonObject arguments = Json.createObjectBuilder()
                    .add("container", "db")
                    .add("command", command)
                    .build();
            for (String tool : List.of("docker_exec", "docker_create", "run_command")) {
                assertThat(policy.decide(ToolCallParser.parse(tool, arguments), PolicyContext.forIsolatedRun())
                                .action())
                        .as(tool + " " + command)
                        .isEqualTo(PolicyAction.DENY);
            }
        }
        assertThat(decide(policy, "docker_compose_up", "{'path': 'secrets/compose.yaml'}")
                        .action())
                .isEqualTo(PolicyAction.ASK);
        assertThat(decide(policy, "docker_exec", "{'container': 'db', 'command': 'git pull'}")
                        .action())
                .isEqualTo(PolicyAction.ALLOW);
    }

    @Test
    void rejectsRandomTextOnlyWithAParseError() {
        var random = new Random(42);
        String alphabet = "rm x\n;&|()<>{}[]$`'\"\\#*?!=~-,.EOF/1ifdonecase";
        int read = 0;
        for (int i = 0; i < 60_000; i++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(30); n >= 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                ShellScript.parse(text.toString());
                read++;
            } catch (AgentException e) {
                assertThat(e.getMessage()).contains("cannot be parsed");
            }
        }
        assertThat(read).isGreaterThan(1_000);
    }

    @Test
    void rejectsExcessiveNesting() {
        for (String open :
                List.of("$(", "`", "{ ", "(", "\"$(", "${x:-", "if ", "sh -c '", "<(", "{a,", "[[ ", "$((")) {
            assertThat(command(policy(), open.repeat(20_000))).as(open).isIn(PolicyAction.DENY, PolicyAction.ALLOW);
        }
    }
}
