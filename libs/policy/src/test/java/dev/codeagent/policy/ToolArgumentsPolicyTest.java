package dev.codeagent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rules apply to every argument of a call, whatever its name is. */
class ToolArgumentsPolicyTest {
    private static final Policy RULES = new Policy(List.of(PolicyJson.readOrDenyAll("project", """
            {"rules": [
              {"id": "push", "outcome": "deny", "command": "git push"},
              {"id": "files", "outcome": "deny", "path": ["secrets/**", ".env", "conf/*.key"]},
              {"id": "generated", "outcome": "deny", "path": "gen/**", "access": "write"}]}""")));

    private static PolicyAction decide(String tool, String arguments) {
        return decide(RULES, tool, arguments);
    }

    private static PolicyAction decide(Policy policy, String tool, String arguments) {
        return policy.decide(ToolCallParser.parse(tool, arguments.replace('\'', '"')), PolicyContext.forIsolatedRun())
                .action();
    }

    private static void denies(String tool, String... calls) {
        for (String arguments : calls) {
            assertThat(decide(tool, arguments)).as(tool + " " + arguments).isEqualTo(PolicyAction.DENY);
        }
    }

    private static void allows(String tool, String... calls) {
        for (String arguments : calls) {
            assertThat(decide(tool, arguments)).as(tool + " " + arguments).isEqualTo(PolicyAction.ALLOW);
        }
    }

    @Test
    void readsTheEnvironmentOfACommand() {
        for (String name : List.of(
                "BASH_ENV",
                "ENV",
                "LD_PRELOAD",
                "LD_LIBRARY_PATH",
                "PYTHONSTARTUP",
                "PYTHONPATH",
                "NODE_OPTIONS",
                "JAVA_TOOL_OPTIONS",
                "MAVEN_OPTS",
                "GIT_SSH_COMMAND",
                "GIT_EXTERNAL_DIFF",
                "GIT_CONFIG_COUNT",
                "PERL5OPT",
                "RUBYOPT",
                "PROMPT_COMMAND",
                "PATH",
                "BASH_FUNC_ls%%",
                "NODE_PATH",
                "GIT_CONFIG_GLOBAL",
                "XDG_CONFIG_HOME",
                "npm_config_script_shell",
                "RUSTC_WRAPPER",
                "CARGO_TARGET_X86_64_LINUX_RUNNER",
                "LESSOPEN",
                "VIMINIT")) {
            denies("run_command", "{'command': 'ls', 'env': {'" + name + "': './x $(y)'}}");
            denies("process_start", "{'command': 'ls', 'env': {'" + name + "': './x $(y)'}}");
            denies("docker_create", "{'name': 'a', 'image': 'b', 'env': {'" + name + "': './x $(y)'}}");
        }
        denies(
                "run_command",
                "{'command': 'git log', 'env': {'GIT_PAGER': 'git push; cat'}}",
                "{'command': 'ls', 'env': {'A': '.env'}}",
                "{'command': 'ls', 'env': {'BASH_ENV': '$(git push)'}}",
                "{'command': 'ls', 'env': 'BASH_ENV=x'}");
        allows(
                "run_command",
                "{'command': 'git log', 'env': {'GIT_PAGER': 'cat'}}",
                "{'command': 'mvn test', 'env': {'MAVEN_OPTS': '-Xmx512m -XX:+UseSerialGC'}}",
                "{'command': 'npm test', 'env': {'NODE_ENV': 'test', 'CI': 'true', 'PYTHONUNBUFFERED': '1'}}",
                "{'command': 'make', 'env': {'CC': 'gcc', 'CFLAGS': '-O2 -Wall'}}",
                "{'command': 'ls', 'env': null, 'stdin': null, 'cwd': null}");
    }

    @Test
    void readsTheInputOfAShellLikeACommand() {
        denies(
                "run_command",
                "{'command': 'bash', 'stdin': 'git push'}",
                "{'command': 'sh -s', 'stdin': 'ls; git  push'}",
                "{'command': 'env bash', 'stdin': 'git push'}",
                "{'command': 'ls; bash', 'stdin': 'ls'}",
                "{'command': 'sh -c bash', 'stdin': 'git push'}",
                "{'command': 'xargs git', 'stdin': 'push'}");
        denies("process_start", "{'command': 'bash', 'stdin': 'git push'}");
        denies("process_write", "{'process': 'p', 'input': 'git push\\n'}", "{'process': 'p', 'input': 'cat .env'}");
        allows(
                "run_command",
                "{'command': 'bash', 'stdin': 'ls -la'}",
                "{'command': 'cat', 'stdin': 'git push'}",
                "{'command': 'wc -l', 'stdin': 'it\\u0027s'}");
        allows("process_write", "{'process': 'p', 'input': 'ls\\n'}");
    }

    @Test
    void readsEveryArgumentThatNamesAFile() {
        denies(
                "run_command",
                "{'command': 'cat key', 'cwd': 'secrets'}",
                "{'command': 'cat env/../.env', 'cwd': 'src/..'}");
        denies(
                "run_command",
                "{'command': 'cat ../.env', 'cwd': 'src'}",
                "{'command': 'cat key', 'cwd': './/secrets/x'}");
        denies("run_command", "{'command': 'cat ../.env', 'cwd': '-d/../src'}", "{'command': 'git mv conf x'}");
        denies("process_start", "{'command': 'cat key', 'cwd': 'secrets'}");
        denies(
                "move_file",
                "{'from': '.env', 'to': 'x'}",
                "{'from': 'x', 'to': 'secrets/x'}",
                "{'from': 'secrets', 'to': 'x'}",
                "{'from': 'conf', 'to': 'x'}",
                "{'from': 'gen/a', 'to': 'x'}",
                "{'from': 'x', 'to': 'gen/a'}");
        denies("delete_file", "{'path': 'conf', 'recursive': true}", "{'path': 'gen/a'}");
        denies("search", "{'pattern': 'x', 'path': 'secrets'}", "{'pattern': 'x', 'glob': '.env', 'hidden': true}");
        denies("search", "{'pattern': 'x', 'glob': '.e*'}", "{'pattern': 'x', 'glob': '!*.md'}");
        denies("search", "{'pattern': 'x', 'glob': '{a,secrets}/**'}", "{'pattern': 'x', 'glob': '*.key'}");
        denies("list_files", "{'path': 'secrets'}");
        denies("stat", "{'path': 'secrets/a'}");
        denies("git_diff", "{'path': 'secrets'}", "{'from': 'HEAD:secrets/key'}");
        denies("git_show", "{'commit': 'HEAD:.env'}", "{'path': 'secrets/key'}");
        denies("git_log", "{'path': '.env'}");
        denies("git_commit", "{'message': 'x', 'paths': ['a', 'secrets/b']}");
        denies("run_tests", "{'filter': 'secrets/test_x.py'}");
        denies(
                "run_command",
                "{'command': 'mv conf x'}",
                "{'command': 'cp -r ./conf x'}",
                "{'command': 'ln -s conf x'}");
        allows("move_file", "{'from': 'a', 'to': 'b'}", "{'from': 'src', 'to': 'lib'}");
        allows("search", "{'pattern': 'x'}", "{'pattern': 'x', 'glob': '*.java'}", "{'pattern': 'x', 'path': 'gen'}");
        allows("stat", "{'path': 'gen/a'}");
        allows("git_show", "{'commit': 'HEAD~1'}");
        allows("run_command", "{'command': 'ls', 'cwd': 'src'}", "{'command': 'mv a b'}", "{'command': 'cat confx'}");
    }

    @Test
    void readsTheFilesOfAPatch() {
        for (String patch : List.of(
                "diff --git a/.env b/.env\\nold mode 100644\\nnew mode 100755\\n",
                "--- a/x\\n+++ b/.env\\n@@ -1 +1 @@\\n-a\\n+b\\n",
                "--- /dev/null\\n+++ b/secrets/a\\n@@ -0,0 +1 @@\\n+b\\n",
                "--- .env\\n+++ .env\\n@@ -1 +1 @@\\n-a\\n+b\\n",
                "--- x/.env\\t2020-01-01\\n+++ x/.env\\t2020-01-01\\n@@ -1 +1 @@\\n-a\\n+b\\n",
                "diff --git a/x b/y\\nsimilarity index 100%\\nrename from .env\\nrename to y\\n",
                "diff --git a/x b/y\\nsimilarity index 100%\\ncopy from x\\ncopy to secrets/y\\n",
                "diff --git \\\"a/secrets/\\\\303\\\\244\\\" \\\"b/secrets/\\\\303\\\\244\\\"\\nold mode 100644\\nnew mode 100755\\n",
                "--- a/x\\r\\n+++ b/.env\\r\\n@@ -1 +1 @@\\r\\n-a\\r\\n+b\\r\\n",
                "diff --git a/secrets/a b b/secrets/a b\\nold mode 100644\\nnew mode 100755\\n")) {
            assertThat(decide("git_apply", "{'patch': '" + patch + "'}"))
                    .as(patch)
                    .isEqualTo(PolicyAction.DENY);
        }
        allows("git_apply", "{'patch': '--- a/src/x\\n+++ b/src/x\\n@@ -1 +1 @@\\n-.env\\n+secrets/a\\n'}");
    }

    @Test
    void matchesAnArgumentThatItDoesNotKnowWithEveryRule() {
        for (String call : List.of(
                "{'command': 'ls', 'profile': 'x'}",
                "{'command': 'ls', 'profile': 1}",
                "{'command': 'ls', 'x': {'y': []}}")) {
            denies("run_command", call);
        }
        denies("brand_new_tool", "{'anything': 'x'}");
        allows("run_command", "{'command': 'ls', 'profile': null}");
        allows("brand_new_tool", "{}");

        var none = new Policy(List.of());
        var narrow = new Policy(List.of(PolicyJson.readOrDenyAll(
                "project", "{\"default\": \"ask\", \"rules\": [{\"outcome\": \"allow\", \"command\": \"ls\"}]}")));
        assertThat(decide(none, "run_command", "{'command': 'ls', 'profile': 'x'}"))
                .isEqualTo(PolicyAction.ALLOW);
        assertThat(decide(narrow, "run_command", "{'command': 'ls'}")).isEqualTo(PolicyAction.ALLOW);
        assertThat(decide(narrow, "run_command", "{'command': 'ls', 'profile': 'x'}"))
                .isEqualTo(PolicyAction.ASK);
        var unisolated = new PolicyContext(false, List.of("/w"), true, Optional.empty(), Optional.empty(), Map.of());
        assertThat(none.decide(ToolCallParser.parse("run_command", "{\"command\": \"ls\", \"x\": 1}"), unisolated)
                        .action())
                .isEqualTo(PolicyAction.ASK);
    }

    @Test
    void rulesMatchTheNamesOfVariables() {
        var policy = new Policy(List.of(PolicyJson.readOrDenyAll(
                "project", "{\"rules\": [{\"outcome\": \"ask\", \"env\": [\"AWS_*\", \"*_TOKEN\"]}]}")));

        for (String asked : List.of(
                "{'command': 'ls', 'env': {'AWS_PROFILE': 'x'}}",
                "{'command': 'GH_TOKEN=x ls'}",
                "{'command': 'export AWS_X=1; ls'}",
                "{'command': 'env -i AWS_X=1 ls'}")) {
            assertThat(decide(policy, "run_command", asked)).as(asked).isEqualTo(PolicyAction.ASK);
        }
        assertThat(decide(policy, "run_command", "{'command': 'ls', 'env': {'A': 'AWS_X'}}"))
                .isEqualTo(PolicyAction.ALLOW);
    }

    @Test
    void deniesAnArgumentOfTheWrongType() {
        denies(
                "run_command",
                "{'command': {'a': 'ls'}}",
                "{'command': ['ls', 1]}",
                "{'command': 'ls', 'cwd': 1}",
                "{'command': 'ls', 'stdin': {}}");
        denies("write_file", "{'path': 1, 'content': 'x'}");
    }
}
