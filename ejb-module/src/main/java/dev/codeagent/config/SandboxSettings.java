package dev.codeagent.config;

import java.time.Duration;
import java.util.List;

/**
 * The settings below {@code sandbox}. The server validates them on startup.
 *
 * @param enabled if false, commands run as processes of the host, provided that {@code allowPlain} is true
 * @param allowPlain whether runs may work without isolation
 * @param commandTimeout the longest time that a command may take
 * @param launcher {@code auto}, {@code docker} or {@code bubblewrap}
 * @param image the image of sandbox containers
 * @param projectImage which image requests of projects are allowed: {@code none}, {@code named} or {@code built}
 * @param level the name of the security level
 * @param cpus empty for the default of the level
 * @param memory with a unit, for example {@code 2g}; empty for the default of the level
 * @param processes empty for the default of the level
 * @param disk with a unit; empty for the default of the level
 * @param subnet the address range of the projects' networks
 * @param warm the maximum number of containers that are started in advance
 * @param egress allowed hosts in addition to public ones: {@code host}, {@code host:port}, {@code *.domain}
 */
public record SandboxSettings(
        boolean enabled,
        boolean allowPlain,
        Duration commandTimeout,
        String launcher,
        String image,
        String projectImage,
        String level,
        String cpus,
        String memory,
        String processes,
        String disk,
        String subnet,
        int warm,
        List<String> egress) {

    public SandboxSettings {
        egress = List.copyOf(egress);
    }
}
