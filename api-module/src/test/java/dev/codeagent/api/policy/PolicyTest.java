package dev.codeagent.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.policy.shell.ShellScript;
import dev.codeagent.api.wire.PolicyText;
import dev.codeagent.api.wire.ToolArguments;
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
        var all = new ArrayList<RuleFile>();
        for (String file : files) {
            all.add(PolicyText.readOrBroken("file" + (all.size() + 1), file.replace('\'', '"')));
        }
        return new Policy(all);
    }

    private static Decision decide(Policy policy, String tool, String arguments) {
        return decide(policy, tool, arguments, Facts.walled());
    }

    private static Decision decide(Policy policy, String tool, String arguments, Facts facts) {
        return policy.decide(ToolArguments.use(tool, arguments.replace('\'', '"')), facts);
    }

    private static Outcome command(Policy policy, String command) {
        return policy.decide(ToolUse.of("run_command", Map.of("command", List.of(command))), Facts.walled())
                .outcome();
    }

    private static Facts cost(String usd, int raised) {
        return new Facts(
                true,
                List.of("/workspace"),
                true,
                Optional.of(usd).filter(u -> !u.isEmpty()).map(BigDecimal::new),
                Optional.of(new BigDecimal("5")),
                Map.of("file1/dear", raised, Decision.BUILT_IN, raised));
    }

    private static Facts noWalls() {
        return new Facts(
                false, List.of("/home/me/w"), true, Optional.empty(), Optional.of(new BigDecimal("5")), Map.of());
    }

    @Test
    void denyWinsOverAskAndAskOverAllowAcrossFiles() {
        var policy = policy(
                "{'rules': [{'outcome': 'allow', 'tool': '*'}]}",
                "{'rules': [{'outcome': 'ask', 'tool': 'write_*'}, {'id': 'no-edit', 'outcome': 'deny', 'tool': 'edit_file', 'reason': 'hands off'}]}");

        assertThat(decide(policy, "read_file", "{'path': 'a'}").outcome()).isEqualTo(Outcome.ALLOW);
        assertThat(decide(policy, "write_file", "{'path': 'a'}").outcome()).isEqualTo(Outcome.ASK);
        assertThat(decide(policy, "edit_file", "{'path': 'a'}"))
                .isEqualTo(new Decision(Outcome.DENY, "file2/no-edit", "hands off"));
    }

    @Test
    void deniesEverythingWhereAFileCannotBeRead() {
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

            Decision decision = decide(policy, "read_file", "{'path': 'a'}");

            assertThat(decision.outcome()).as(broken).isEqualTo(Outcome.DENY);
            assertThat(decision.rule()).isEqualTo("file2/unreadable");
            assertThat(decision.reason()).contains("can't be read");
        }
    }

    @Test
    void allowsInWallsWhatNoRuleSpeaksOf() {
        assertThat(command(policy(), "curl http://example.com")).isEqualTo(Outcome.ALLOW);
        assertThat(decide(policy(), "write_file", "{'path': 'a'}").outcome()).isEqualTo(Outcome.ALLOW);
        assertThat(command(policy(), "ls '")).isEqualTo(Outcome.DENY);
    }

    @Test
    void asksWithoutWallsForWhatLeavesTheWorkspace() {
        var policy = policy();

        assertThat(decide(policy, "run_command", "{'command': 'mvn test'}", noWalls())
                        .outcome())
                .isEqualTo(Outcome.ALLOW);
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
            assertThat(decide(policy, "run_command", "{'command': '" + leaving + "'}", noWalls())
                            .outcome())
                    .as(leaving)
                    .isEqualTo(Outcome.ASK);
        }
        for (String staying : List.of("echo x > y", "ls 2> /dev/null", "echo x > /home/me/w/y", "cat /etc/passwd")) {
            assertThat(decide(policy, "run_command", "{'command': '" + staying + "'}", noWalls())
                            .outcome())
                    .as(staying)
                    .isEqualTo(Outcome.ALLOW);
        }
    }

    @Test
    void asksAboveACostAndAgainAboveItsMultiples() {
        var policy = policy("{'rules': [{'id': 'dear', 'outcome': 'ask', 'costAbove': '2.50'}]}");

        assertThat(decide(policy, "read_file", "{}", cost("2.50", 0)).outcome()).isEqualTo(Outcome.ALLOW);
        assertThat(decide(policy, "read_file", "{}", cost("2.51", 0)).rule()).isEqualTo("file1/dear");
        assertThat(decide(policy, "read_file", "{}", cost("2.51", 1)).outcome()).isEqualTo(Outcome.ALLOW);
        assertThat(decide(policy, "read_file", "{}", cost("5.00", 1)).outcome()).isEqualTo(Outcome.ALLOW);
        assertThat(decide(policy, "read_file", "{}", cost("", 0)).outcome()).isEqualTo(Outcome.ASK);
        assertThat(decide(policy(), "read_file", "{}", cost("5.01", 0)).rule()).isEqualTo(Decision.BUILT_IN);
        assertThat(decide(policy(), "read_file", "{}", cost("", 0)).outcome()).isEqualTo(Outcome.ALLOW);
    }

    @Test
    void allowsByCommandOnlyWhatIsCertain() {
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
            assertThat(command(policy, allowed)).as(allowed).isEqualTo(Outcome.ALLOW);
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
            assertThat(command(policy, denied)).as(denied).isEqualTo(Outcome.DENY);
        }
    }

    @Test
    void tellsReadingFromWriting() {
        var policy = policy("{'rules': [{'outcome': 'deny', 'path': 'docs/**', 'access': 'write'}]}");

        assertThat(decide(policy, "read_file", "{'path': 'docs/a.md'}").outcome())
                .isEqualTo(Outcome.ALLOW);
        assertThat(decide(policy, "edit_file", "{'path': './docs//x/../a.md'}").outcome())
                .isEqualTo(Outcome.DENY);
        assertThat(decide(policy, "write_file", "{'path': '/workspace/docs/a.md'}")
                        .outcome())
                .isEqualTo(Outcome.DENY);
        assertThat(decide(policy, "write_file", "{'path': 'doc/a.md'}").outcome())
                .isEqualTo(Outcome.ALLOW);
        assertThat(command(policy, "cat < docs/a.md > x")).isEqualTo(Outcome.ALLOW);
        assertThat(command(policy, "ls > docs/a.md")).isEqualTo(Outcome.DENY);
        assertThat(command(policy, "cat docs/a.md")).isEqualTo(Outcome.DENY);
    }

    @Test
    void comparesPathsAsTheFileSystemDoes() {
        var policy = policy("{'rules': [{'outcome': 'deny', 'path': '.env'}]}");
        Facts caseless = new Facts(true, List.of("/workspace"), false, Optional.empty(), Optional.empty(), Map.of());

        assertThat(decide(policy, "read_file", "{'path': '.ENV'}").outcome()).isEqualTo(Outcome.ALLOW);
        assertThat(decide(policy, "read_file", "{'path': '.ENV'}", caseless).outcome())
                .isEqualTo(Outcome.DENY);
    }

    @Test
    void knowsHosts() {
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
            assertThat(command(policy, denied)).as(denied).isEqualTo(Outcome.DENY);
        }
        assertThat(command(policy, "curl https://example.org")).isEqualTo(Outcome.ALLOW);
        assertThat(command(policy, "ls")).isEqualTo(Outcome.ALLOW);
    }

    @Test
    void readsTheCommandsOfContainersAsThoseOfTheSandbox() {
        var policy = policy("{'rules': [{'outcome': 'deny', 'command': 'git push'},"
                + " {'outcome': 'ask', 'path': 'secrets/**', 'access': 'read'}]}");

        for (String command : List.of("git push", "cd x && git -C y push", "sh -c 'git  push'", "$X")) {
            JsonObject arguments = Json.createObjectBuilder()
                    .add("container", "db")
                    .add("command", command)
                    .build();
            for (String tool : List.of("docker_exec", "docker_create", "run_command")) {
                assertThat(policy.decide(ToolArguments.use(tool, arguments), Facts.walled())
                                .outcome())
                        .as(tool + " " + command)
                        .isEqualTo(Outcome.DENY);
            }
        }
        assertThat(decide(policy, "docker_compose_up", "{'path': 'secrets/compose.yaml'}")
                        .outcome())
                .isEqualTo(Outcome.ASK);
        assertThat(decide(policy, "docker_exec", "{'container': 'db', 'command': 'git pull'}")
                        .outcome())
                .isEqualTo(Outcome.ALLOW);
    }

    @Test
    void readsWhatItWrites() {
        var file = PolicyText.read(
                "x",
                dev.codeagent.api.wire.WireCodec.parse(
                        ("{'default': 'ask', 'rules': [{'id': 'a', 'outcome': 'deny', 'tool': ['x', 'y'], 'command': 'rm',"
                                        + " 'path': 'a', 'access': 'read', 'network': '*', 'costAbove': '1.5', 'reason': 'why'}]}")
                                .replace('\'', '"')));

        assertThat(PolicyText.read("x", PolicyText.write(file))).isEqualTo(file);
    }

    @Test
    void refusesNoTextOtherThanByItsOwnException() {
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
    void refusesNestingWithoutEnd() {
        for (String open :
                List.of("$(", "`", "{ ", "(", "\"$(", "${x:-", "if ", "sh -c '", "<(", "{a,", "[[ ", "$((")) {
            assertThat(command(policy(), open.repeat(20_000))).as(open).isIn(Outcome.DENY, Outcome.ALLOW);
        }
    }
}
