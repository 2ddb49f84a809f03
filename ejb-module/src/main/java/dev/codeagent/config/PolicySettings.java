package dev.codeagent.config;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings below {@code policy}.
 *
 * @param server the server's policy file; empty if there is none
 * @param team the team's policy file; empty if there is none
 * @param approvalExpiry the time after which an approval request expires
 * @param askAboveUsd the cost in US dollars at which a run requests approval, and again at each multiple; empty for
 * never
 */
public record PolicySettings(
        Optional<Path> server, Optional<Path> team, Duration approvalExpiry, Optional<BigDecimal> askAboveUsd) {}
