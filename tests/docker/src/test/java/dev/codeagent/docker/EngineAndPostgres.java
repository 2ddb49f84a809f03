package dev.codeagent.docker;

import dev.codeagent.anyserver.Surroundings;
import dev.codeagent.bench.rig.ServerDatabase;
import dev.codeagent.persistence.contract.EmbeddedDatabase;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Servers under the tests of any server make their sandboxes on the engine of these tests, and have a PostgreSQL each. */
public final class EngineAndPostgres implements Surroundings {
    @Override
    public Map<String, String> environment() throws IOException, InterruptedException {
        String address = TestEngine.withSandboxImage().address();
        var all = new HashMap<>(ServerDatabase.environment(EmbeddedDatabase.create()));
        all.put("DOCKER_HOST", address);
        all.put("CODEAGENT_SANDBOX_LAUNCHER", "docker");
        return all;
    }
}
