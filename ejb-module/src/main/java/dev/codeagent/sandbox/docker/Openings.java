package dev.codeagent.sandbox.docker;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.projects.Workspace;
import dev.codeagent.sandbox.MavenOptions;
import dev.codeagent.sandbox.NetworkAccess;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** What an executor in a container is told of the workspace that it gets: the parameters of {@code codeagent/open}. */
final class Openings {
    private static final String REPOSITORY = ContainerPlan.HOME + "/.m2/repository";

    private Openings() {}

    /** @param own variables that the project names; ours win */
    static JsonObject of(
            Workspace workspace,
            NetworkAccess access,
            Map<String, String> own,
            Duration commandTimeout,
            long diskBytes) {
        boolean proxied = access.proxied();
        boolean network = proxied || access == NetworkAccess.OPEN;
        var environment = Json.createObjectBuilder();
        own.forEach(environment::add);
        environment.add("MAVEN_OPTS", MavenOptions.of(REPOSITORY) + (proxied ? " " + EgressProxies.javaOptions() : ""));
        if (proxied) {
            EgressProxies.variables(EgressProxies.INSIDE).forEach(environment::add);
        }
        return Json.createObjectBuilder()
                .add("project", workspace.project().value())
                .add("run", workspace.run().value())
                .add("workspace", ContainerPlan.WORKSPACE)
                .add("results", ContainerPlan.RESULTS)
                .add("base", workspace.base())
                .add("timeoutSeconds", commandTimeout.toSeconds())
                .add("network", network)
                .add("egress", proxied ? EgressProxies.SOCKET : "")
                .add("diskBytes", diskBytes)
                .add("environment", environment)
                .add("mavenSettings", network ? mavenSettings() : "")
                .add("repository", REPOSITORY)
                .build();
    }

    /** Names mirrors and may hold passwords, so only the prepare step is given it. */
    private static String mavenSettings() {
        Path own = Path.of(System.getProperty("user.home"), ".m2", "settings.xml");
        try {
            return Files.isRegularFile(own) ? Files.readString(own) : "";
        } catch (IOException e) {
            throw new AgentException(ErrorCode.PREPARE_FAILED, own + " cannot be read: " + e.getMessage(), e);
        }
    }
}
