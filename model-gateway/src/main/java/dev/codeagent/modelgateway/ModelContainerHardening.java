package dev.codeagent.modelgateway;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.DeviceRequest;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.Volume;
import dev.codeagent.docker.ResourceLabels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The hardening of every model container, because its programs and weights come from third parties. */
record ModelContainerHardening(GatewaySettings settings, ResourceLabels labels, String network) {
    private static final String USER = "10001:10001";
    private static final String HOME = "/tmp";
    private static final long MAX_PROCESSES = 1024;

    CreateContainerCmd applyTo(CreateContainerCmd spec, ModelSettings model) {
        var environment = new HashMap<>(Map.of("HOME", HOME));
        environment.putAll(model.environment());
        spec.withName("codeagent-" + settings.name() + "-" + model.name() + "-"
                        + UUID.randomUUID().toString().substring(0, 8))
                .withLabels(ResourceLabels.with(
                        labels.roleLabels(DockerModelRunner.ROLE), ResourceLabels.NAME, model.name()))
                .withUser(USER)
                .withEnv(environment.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .toList())
                .withHostConfig(hostConfig(model.limits()));
        return model.command().isEmpty() ? spec : spec.withCmd(model.commandLine());
    }

    private HostConfig hostConfig(ModelSettings.Limits limits) {
        long memory = limits.memoryBytes() > 0 ? limits.memoryBytes() : ModelSettings.DEFAULT_MEMORY_BYTES;
        HostConfig hostConfig = HostConfig.newHostConfig()
                .withInit(true)
                .withReadonlyRootfs(true)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withIpcMode("private")
                .withNetworkMode(network)
                // DNS queries can send data out too; they fail quickly here.
                .withDns(List.of("127.0.0.1"))
                .withDnsOptions(List.of("timeout:1", "attempts:1"))
                .withMemory(memory)
                .withMemorySwap(memory)
                .withPidsLimit(MAX_PROCESSES)
                .withOomScoreAdj(500)
                .withShmSize(memory / 4)
                .withRestartPolicy(RestartPolicy.noRestart())
                .withUlimits(List.of(new Ulimit("core", 0L, 0L)))
                .withLogConfig(
                        new LogConfig(LogConfig.LoggingType.JSON_FILE, Map.of("max-size", "1m", "max-file", "2")))
                .withTmpFs(Map.of(HOME, "rw,exec,nosuid,nodev,mode=1777,size=" + memory / 4))
                .withBinds(new Bind(settings.volume(), new Volume("/models"), AccessMode.ro));
        if (limits.cpus() > 0) {
            hostConfig.withNanoCPUs(Math.round(limits.cpus() * 1e9));
        }
        if (limits.gpus() != 0) {
            hostConfig.withDeviceRequests(List.of(new DeviceRequest()
                    .withDriver("")
                    .withCount(limits.gpus())
                    .withCapabilities(List.of(List.of("gpu")))));
        }
        return hostConfig;
    }
}
