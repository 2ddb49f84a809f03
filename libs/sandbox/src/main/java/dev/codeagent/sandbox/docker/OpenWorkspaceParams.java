package dev.codeagent.sandbox.docker;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.docker.NetworkAccess;
import dev.codeagent.sandbox.MavenOptions;
import dev.codeagent.sandbox.Toolchain;
import dev.codeagent.sandbox.Workspace;
import dev.codeagent.sandbox.egress.ProxyClientSettings;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The parameters of {@code codeagent/open}, which assign a workspace to an executor in a container. */
final class OpenWorkspaceParams {
    private static final String REPOSITORY = SandboxContainerSpec.HOME + "/.m2/repository";

    private OpenWorkspaceParams() {}

    /**
     * @param preparation whether the project is prepared, before any agent works
     * @param projectEnvironment variables of the project; those of the server take precedence
     */
    static JsonObject of(
            Workspace workspace,
            NetworkAccess access,
            boolean preparation,
            Map<String, String> projectEnvironment,
            Duration commandTimeout,
            long diskBytes) {
        boolean proxied = access.isProxied();
        boolean network = proxied || access == NetworkAccess.OPEN;
        var environment = Json.createObjectBuilder();
        projectEnvironment.forEach(environment::add);
        environment.add(
                "MAVEN_OPTS", MavenOptions.of(REPOSITORY) + (proxied ? " " + ProxyClientSettings.jvmOptions() : ""));
        if (proxied) {
            ProxyClientSettings.environment(ProxyClientSettings.LOOPBACK_HOST).forEach(environment::add);
        }
        return Json.createObjectBuilder()
                .add("project", workspace.project().value())
                .add("run", workspace.run().value())
                .add("workspace", SandboxContainerSpec.WORKSPACE)
                .add("results", ResultsVolume.DIRECTORY)
                .add("base", workspace.baseCommit())
                .add("leftOut", workspace.leftOutAsJson())
                .add("subdirectory", workspace.subdirectory())
                .add("timeoutSeconds", commandTimeout.toSeconds())
                .add("network", network)
                .add("egress", proxied ? EgressProxies.SOCKET_PATH : "")
                .add("diskBytes", diskBytes)
                .add("environment", environment)
                .add("mavenSettings", network ? mavenSettings(proxied, preparation) : "")
                .add("repository", REPOSITORY)
                .build();
    }

    /** Empty if the user has none. Only the preparation gets the passwords in it. */
    private static String mavenSettings(boolean proxied, boolean preparation) {
        Optional<Path> file = Toolchain.mavenSettings();
        try {
            String text = file.isPresent() ? Files.readString(file.get()) : "";
            String visible = preparation ? text : ProxyClientSettings.withoutCredentials(text);
            return proxied ? ProxyClientSettings.withoutProxies(visible) : visible;
        } catch (IOException e) {
            throw new AgentException(ErrorCode.PREPARE_FAILED, file.get() + " cannot be read: " + e.getMessage(), e);
        }
    }
}
