package dev.codeagent.tests.docker;

import dev.codeagent.bench.harness.ServerDatabase;
import dev.codeagent.persistence.contract.EmbeddedDatabase;
import dev.codeagent.tests.anyserver.ServerEnvironment;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Settings for the tests of any server in this module: sandboxes run on the Docker engine of these tests, and each
 * server has its own PostgreSQL database.
 */
public final class DockerPostgresEnvironment implements ServerEnvironment {
    @Override
    public Map<String, String> environment() throws IOException, InterruptedException {
        String address = SharedDockerEngine.withSandboxImage().address();
        var variables = new HashMap<>(ServerDatabase.environment(EmbeddedDatabase.create()));
        variables.put("DOCKER_HOST", address);
        variables.put("CODEAGENT_SANDBOX_LAUNCHER", "docker");
        return variables;
    }
}
