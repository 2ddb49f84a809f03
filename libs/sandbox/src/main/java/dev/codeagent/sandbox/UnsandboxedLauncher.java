package dev.codeagent.sandbox;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.docker.NetworkAccess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** Starts executors as plain processes without isolation: for the bundled sample, or if the configuration allows it. */
public final class UnsandboxedLauncher implements SandboxLauncher {
    private final LauncherSettings settings;

    public UnsandboxedLauncher(LauncherSettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "plain";
    }

    @Override
    public boolean isInstalled() {
        return true;
    }

    @Override
    public String description() {
        return "no isolation: commands run as the server's user, with network, and can access all that this user can";
    }

    @Override
    public void requireAvailable() {
        if (!settings.executor().isComplete()) {
            throw new AgentException(
                    ErrorCode.SANDBOX_UNAVAILABLE,
                    "the executor is missing at " + settings.executor().jar() + "; rebuild the project");
        }
    }

    @Override
    public NetworkAccess networkAccess(boolean preparation) {
        return NetworkAccess.OPEN;
    }

    @Override
    public Sandbox open(Workspace workspace, boolean network) {
        String repository = workspace.cacheDirectory().resolve(".m2/repository").toString();
        var command = new ArrayList<>(
                List.of(settings.executor().runtime().resolve("bin/java").toString()));
        command.addAll(new ExecutorCommand(
                        settings.executor().jar().toString(),
                        workspace.directory().toString(),
                        workspace.resultsDirectory().toString(),
                        repository)
                .arguments(workspace, network, settings.commandTimeout().toSeconds()));
        var environment = new HashMap<>(ProcessEnvironment.unsandboxed(settings.environment()));
        environment.put("JAVA_HOME", settings.toolchain().jdk().toString());
        environment.put("MAVEN_OPTS", MavenOptions.of(repository));
        return ExecutorClient.start(command, environment, workspace.directory(), settings);
    }
}
