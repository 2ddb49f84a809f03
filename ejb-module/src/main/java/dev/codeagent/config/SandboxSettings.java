package dev.codeagent.config;

import java.time.Duration;
import java.util.List;

/**
 * The settings below {@code sandbox}, as they were checked when the server started.
 *
 * @param enabled false: commands run as plain processes where {@code allowPlain} agrees
 * @param allowPlain whether runs may work without walls
 * @param commandTimeout the longest that a command may take
 * @param launcher {@code auto}, {@code docker} or {@code bubblewrap}
 * @param image what containers are made from
 * @param projectImage what of projects' own wishes for images counts: {@code none}, {@code named} or {@code built}
 * @param level the security level's name
 * @param cpus empty: the level's
 * @param memory with its unit, e.g. {@code 2g}; empty: the level's
 * @param processes empty: the level's
 * @param disk with its unit; empty: the level's
 * @param subnet the range of projects' networks
 * @param warm how many containers may be started in advance
 * @param egress hosts that may be reached beside public ones: {@code host}, {@code host:port}, {@code *.domain}
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
