package dev.codeagent.orchestrator;

import dev.codeagent.docker.NetworkAccess;
import dev.codeagent.sandbox.LauncherSelector;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.sandbox.SandboxLauncher;
import dev.codeagent.sandbox.Workspace;
import java.util.List;
import java.util.Optional;

/** A launcher for tests that open no sandbox. */
record IsolatedLauncher() implements SandboxLauncher {

    static LauncherSelector selector() {
        var launcher = new IsolatedLauncher();
        return new LauncherSelector(List.of(launcher), launcher, true, false, false, Optional.empty());
    }

    @Override
    public String name() {
        return "isolated";
    }

    @Override
    public boolean isInstalled() {
        return true;
    }

    @Override
    public String description() {
        return "no access to the host or the network";
    }

    @Override
    public void requireAvailable() {
        // Always available.
    }

    @Override
    public NetworkAccess networkAccess(boolean preparation) {
        return NetworkAccess.NONE;
    }

    @Override
    public Sandbox open(Workspace workspace, boolean network) {
        throw new UnsupportedOperationException();
    }
}
