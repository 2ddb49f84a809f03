package dev.codeagent.containers.own;

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
import dev.codeagent.sandbox.Limits;
import dev.codeagent.sandbox.NetworkAccess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The walls around every container that an agent makes, whatever it wishes. */
record Walls(Ownership own, Allowance allowance, String network) {

    CreateContainerCmd fill(CreateContainerCmd spec, ContainerWish wish, Map<String, String> labels) {
        ContainerWish.Program program = wish.program();
        spec.withName(own.container(wish.name()))
                .withLabels(labels)
                .withHostName(wish.name())
                .withEnv(program.environment().entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .toList())
                .withHostConfig(host(wish, allowance.within(wish.bounds())));
        if (!program.entrypoint().isEmpty()) {
            spec.withEntrypoint(program.entrypoint());
        }
        if (!program.command().isEmpty()) {
            spec.withCmd(program.command());
        }
        if (!program.directory().isEmpty()) {
            spec.withWorkingDir(program.directory());
        }
        if (!program.user().isEmpty()) {
            spec.withUser(program.user());
        }
        if (!network.equals("none")) {
            var names = new ArrayList<>(wish.aliases());
            names.add(wish.name());
            spec.withAliases(names);
        }
        wish.health().ifPresent(h -> spec.withHealthcheck(check(h)));
        return spec;
    }

    private static HealthCheck check(ContainerWish.Health health) {
        return new HealthCheck()
                .withTest(health.test())
                .withInterval(health.interval().toNanos())
                .withTimeout(health.timeout().toNanos())
                .withStartPeriod(health.startPeriod().toNanos())
                .withRetries(health.retries());
    }

    private HostConfig host(ContainerWish wish, Limits limits) {
        HostConfig host = HostConfig.newHostConfig()
                .withInit(true)
                .withReadonlyRootfs(wish.storage().readOnly())
                .withCapDrop(Capability.ALL)
                .withCapAdd(allowance.capabilities())
                .withSecurityOpts(List.of("no-new-privileges"))
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
                .withTmpFs(tmpfs(wish, limits))
                .withBinds(wish.storage().volumes().stream()
                        .map(v -> new Bind(
                                own.volume(v.volume()),
                                new Volume(v.place()),
                                v.readOnly() ? AccessMode.ro : AccessMode.rw))
                        .toList());
        if (!network.equals("none") && allowance.level().working() != NetworkAccess.OPEN) {
            // Asking for names is a way out, too; the answer is no, and soon.
            host.withDns(List.of("127.0.0.1")).withDnsOptions(List.of("timeout:1", "attempts:1"));
        }
        return host;
    }

    private static Map<String, String> tmpfs(ContainerWish wish, Limits limits) {
        var all = new HashMap<String, String>();
        for (ContainerWish.Memory one : wish.storage().tmpfs()) {
            long most = limits.memoryBytes() / 4;
            long size = one.bytes() == 0 ? most : Math.min(one.bytes(), limits.memoryBytes());
            all.put(one.place(), "rw,exec,nosuid,nodev,mode=1777,size=" + size);
        }
        return all;
    }
}
