package dev.codeagent.containers.managed;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.Volume;
import dev.codeagent.docker.NetworkAccess;
import dev.codeagent.sandbox.ResourceLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The isolation of every container that an agent creates, whatever its spec requests. */
record ContainerHardening(RunLabels runLabels, ContainerPolicy policy, String network, List<String> securityOptions) {

    CreateContainerCmd applyTo(CreateContainerCmd spec, ContainerSpec containerSpec, Map<String, String> labels) {
        ContainerSpec.Program program = containerSpec.program();
        spec.withName(runLabels.containerName(containerSpec.name()))
                .withLabels(labels)
                .withHostName(containerSpec.name())
                .withEnv(program.environment().entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .toList())
                .withHostConfig(hostConfig(containerSpec, policy.resolveLimits(containerSpec.limits())));
        if (!program.entrypoint().isEmpty()) {
            spec.withEntrypoint(program.entrypoint());
        }
        if (!program.command().isEmpty()) {
            spec.withCmd(program.command());
        }
        if (!program.workingDirectory().isEmpty()) {
            spec.withWorkingDir(program.workingDirectory());
        }
        if (!program.user().isEmpty()) {
            spec.withUser(program.user());
        }
        if (!network.equals("none")) {
            var aliases = new ArrayList<>(containerSpec.aliases());
            aliases.add(containerSpec.name());
            spec.withAliases(aliases);
        }
        containerSpec.healthCheck().ifPresent(h -> spec.withHealthcheck(healthCheck(h)));
        return spec;
    }

    private static HealthCheck healthCheck(ContainerSpec.HealthCheck health) {
        return new HealthCheck()
                .withTest(health.test())
                .withInterval(health.interval().toNanos())
                .withTimeout(health.timeout().toNanos())
                .withStartPeriod(health.startPeriod().toNanos())
                .withRetries(health.retries());
    }

    private HostConfig hostConfig(ContainerSpec containerSpec, ResourceLimits limits) {
        HostConfig hostConfig = HostConfig.newHostConfig()
                .withInit(true)
                .withReadonlyRootfs(containerSpec.storage().readOnly())
                .withCapDrop(Capability.ALL)
                .withCapAdd(policy.capabilities())
                .withSecurityOpts(securityOptions)
                .withIpcMode("private")
                .withNetworkMode(network)
                .withMemory(limits.memoryBytes())
                .withMemorySwap(limits.memoryBytes())
                .withNanoCPUs(Math.round(limits.cpus() * 1e9))
                .withPidsLimit((long) limits.processes())
                .withOomScoreAdj(500)
                .withRestartPolicy(RestartPolicy.noRestart())
                .withUlimits(List.of(
                        new Ulimit("core", 0L, 0L), new Ulimit("fsize", limits.diskBytes(), limits.diskBytes())))
                .withLogConfig(
                        new LogConfig(LogConfig.LoggingType.JSON_FILE, Map.of("max-size", "4m", "max-file", "2")))
                .withTmpFs(tmpfs(containerSpec, limits))
                .withBinds(containerSpec.storage().volumes().stream()
                        .map(v -> new Bind(
                                runLabels.volumeName(v.volume()),
                                new Volume(v.mountPath()),
                                v.readOnly() ? AccessMode.ro : AccessMode.rw))
                        .toList());
        if (!network.equals("none") && policy.level().agentNetwork() != NetworkAccess.OPEN) {
            // DNS queries are egress too, so the resolver points to an address that refuses them at once.
            hostConfig.withDns(List.of("127.0.0.1")).withDnsOptions(List.of("timeout:1", "attempts:1"));
        }
        return hostConfig;
    }

    private static Map<String, String> tmpfs(ContainerSpec containerSpec, ResourceLimits limits) {
        var mounts = new HashMap<String, String>();
        for (ContainerSpec.TmpfsMount tmpfs : containerSpec.storage().tmpfs()) {
            long defaultSize = limits.memoryBytes() / 4;
            long size = tmpfs.bytes() == 0 ? defaultSize : Math.min(tmpfs.bytes(), limits.memoryBytes());
            mounts.put(tmpfs.mountPath(), "rw,exec,nosuid,nodev,mode=1777,size=" + size);
        }
        return mounts;
    }
}
