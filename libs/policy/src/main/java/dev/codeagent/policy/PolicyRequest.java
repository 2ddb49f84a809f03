package dev.codeagent.policy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.policy.shell.ShellScript;
import dev.codeagent.policy.shell.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A tool call in the form that rules evaluate.
 *
 * @param script the script that its command runs; empty if it has no command
 * @param files the files that it names
 * @param hosts the hosts that it names; a wildcard stands for an unknown host
 * @param problem why the call can't be parsed, so that it is denied; empty if it can
 */
public record PolicyRequest(
        String tool, Optional<ShellScript> script, List<FileReference> files, List<String> hosts, String problem) {
    private static final Set<String> READ_ONLY_TOOLS =
            Set.of("read_file", "list_files", "search", "git_diff", "git_log", "docker_compose_up");

    /** The tool that fetches packages, and the hosts of its argument {@code registry}. */
    static final String FETCH_PACKAGES = "fetch_packages";

    private static final Map<String, String> REGISTRY_HOSTS = Map.of(
            "maven", "repo.maven.apache.org",
            "npm", "registry.npmjs.org",
            "pypi", "pypi.org",
            "cargo", "index.crates.io",
            "go", "proxy.golang.org");

    /** A file and how it is accessed; {@code certain} if the word is certainly a path. */
    record FileReference(ShellWord path, Access access, boolean certain) {}

    public PolicyRequest {
        files = List.copyOf(files);
        hosts = List.copyOf(hosts);
    }

    /**
     * Parses a call.
     *
     * @param texts the strings in the call's arguments, by the name of the argument
     */
    public static PolicyRequest of(String tool, Map<String, List<String>> texts) {
        var files = new ArrayList<FileReference>();
        Access access = READ_ONLY_TOOLS.contains(tool) ? Access.READ : Access.WRITE;
        texts.getOrDefault("path", List.of()).forEach(p -> files.add(new FileReference(ShellWord.of(p), access, true)));
        texts.getOrDefault("paths", List.of())
                .forEach(p -> files.add(new FileReference(ShellWord.of(p), access, true)));
        var hosts = new ArrayList<String>();
        texts.values().forEach(all -> all.forEach(t -> hosts.addAll(HostExtractor.fromText(t))));
        if (tool.equals(FETCH_PACKAGES)) {
            texts.getOrDefault("registry", List.of("*")).forEach(r -> hosts.add(REGISTRY_HOSTS.getOrDefault(r, "*")));
        }
        List<String> commands = texts.getOrDefault("command", List.of());
        if (commands.isEmpty()) {
            return new PolicyRequest(tool, Optional.empty(), files, hosts, "");
        }
        try {
            ShellScript script = ShellScript.parse(String.join("\n", commands));
            script.files()
                    .forEach(f ->
                            files.add(new FileReference(f.path(), f.written() ? Access.WRITE : Access.READ, true)));
            script.words().forEach(w -> files.add(new FileReference(w, Access.ANY, false)));
            script.commands().forEach(c -> hosts.addAll(HostExtractor.fromCommand(c)));
            script.files().forEach(f -> hosts.addAll(HostExtractor.fromDevicePath(f.path())));
            return new PolicyRequest(tool, Optional.of(script), files, hosts, "");
        } catch (AgentException e) {
            return new PolicyRequest(tool, Optional.empty(), files, hosts, e.getMessage());
        }
    }
}
