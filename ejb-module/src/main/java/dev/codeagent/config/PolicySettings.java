package dev.codeagent.config;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of policy and approvals.
 *
 * @param server the server's rule file; empty: there is none
 * @param team the team's rule file; empty: there is none
 * @param approvalExpiry how long a question waits for its answer
 * @param askAboveUsd from which cost of a run on every call asks; empty: none does
 */
public record PolicySettings(
        Optional<Path> server, Optional<Path> team, Duration approvalExpiry, Optional<BigDecimal> askAboveUsd) {}
